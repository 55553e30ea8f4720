import { type Emulator, startEmulator } from "../../../emulator";
import type { ProviderError } from "../../../provider/errors";
import type { GitHubPackagesApi } from "../../../provider/github";
import { redact } from "../../../provider/github/failures/redact";
import { connectTo, everythingOf, failureOf } from "./support/connect";
import { type Script, sendError, sendJson, startScriptedServer } from "./support/scripted-server";
import { ADMIN_TOKEN, OWNERS, seed } from "./support/seed";

const PACKAGE_TOKEN = "pkg+token/of=gone";
const gone = { owner: OWNERS.organization, packageType: "npm", name: "gone" } as const;

const secretForms = [
  ADMIN_TOKEN,
  PACKAGE_TOKEN,
  encodeURIComponent(PACKAGE_TOKEN),
  Buffer.from(ADMIN_TOKEN).toString("base64"),
];

function expectNoSecret(text: string): void {
  for (const form of secretForms) expect(text).not.toContain(form);
}

const restore = (api: GitHubPackagesApi) => api.restorePackage(gone, { token: PACKAGE_TOKEN });

/** A server that answers a restoration in a way that repeats what it was sent. */
const echoes: ReadonlyArray<[it: string, script: Script]> = [
  [
    "refuses it, quoting the URL",
    (request, response) => sendError(response, 422, `can't: ${request.url} ${request.headers.authorization}`),
  ],
  ["fails", (request, response) => sendError(response, 500, `failed: http://x${request.url}`)],
  ["drops the connection", (_, response) => response.destroy()],
  [
    "answers with a page",
    (request, response) => response.writeHead(200, { "content-type": "text/html" }).end(String(request.url)),
  ],
  [
    "redirects elsewhere",
    (request, response) => response.writeHead(307, { location: `http://127.0.0.2:1${request.url}` }).end(),
  ],
  [
    "says that the API version ends",
    (_, response) => sendError(response, 404, "Package not found.", { deprecation: "true", sunset: "2027-01-01" }),
  ],
  [
    "refuses it for its pace",
    (request, response) => sendError(response, 429, `secondary rate limit ${request.url}`, { "retry-after": "5000" }),
  ],
];

describe.each(echoes)("a server that %s", (_, script) => {
  it("gets no secret into the error, what hangs on it, the log, or the console", async () => {
    const consoles = (["log", "info", "warn", "error", "debug"] as const).map((name) =>
      jest.spyOn(console, name).mockImplementation(),
    );
    const server = await startScriptedServer(script);
    const { api, log, settings } = connectTo(server.url);
    const error: ProviderError = await failureOf(restore(api));
    expect(server.requests[0]).toContain(`token=${encodeURIComponent(PACKAGE_TOKEN)}`);
    expect(server.headers[0]?.authorization).toBe(`token ${ADMIN_TOKEN}`);
    expectNoSecret(everythingOf(error));
    expectNoSecret(log.join("\n"));
    expectNoSecret(JSON.stringify(settings));
    expectNoSecret(JSON.stringify(consoles.map(({ mock }) => mock.calls)));
    expect(error.message).not.toContain("?");
    for (const spy of consoles) spy.mockRestore();
    await server.close();
  });
});

describe("what goes well", () => {
  let emulator: Emulator;

  afterEach(() => emulator.close());

  it("is logged with its route and what is left of the hour, and without secrets", async () => {
    emulator = await startEmulator({ seed: seed() });
    const { api, log } = connectTo(emulator.url);
    await restore(api);
    await api.listVersions(gone);
    expectNoSecret(log.join("\n"));
    expect(log).toEqual([
      expect.stringMatching(
        /^debug: POST \/orgs\/acme\/packages\/npm\/gone\/restore: 204 in \d+ ms, \d+ requests left, request \S+$/,
      ),
      expect.stringMatching(
        /^debug: GET \/orgs\/acme\/packages\/npm\/gone\/versions\?state=active&per_page=100&page=1: 200 in \d+ ms/,
      ),
    ]);
  });

  it("prints nothing", async () => {
    emulator = await startEmulator({ seed: seed() });
    const spies = (["log", "info", "warn", "error", "debug"] as const).map((name) =>
      jest.spyOn(console, name).mockImplementation(),
    );
    const { api } = connectTo(emulator.url);
    await api.getPackage({ ...gone, name: "lib" });
    for (const spy of spies) {
      expect(spy).not.toHaveBeenCalled();
      spy.mockRestore();
    }
  });
});

it("redaction takes out secrets in any spelling, and every query string", () => {
  const text = "GET https://api.github.com/x?token=a%2Fb&y=1 with a/b, and again a%2Fb";
  expect(redact(text, ["a/b", ""])).toBe("GET https://api.github.com/x with [secret], and again [secret]");
});

describe("a token of a few letters", () => {
  const listWith = async (token: string, script: Script) => {
    const server = await startScriptedServer(script);
    const { api } = connectTo(server.url, { token });
    const { message } = await failureOf(api.listPackages(OWNERS.organization, "npm"));
    await server.close();
    return message;
  };

  it("is taken out of what a server says, and no word of ours is taken for it", async () => {
    const message = await listWith("expired", (_, response) => sendError(response, 401, "the token expired is bad"));
    expect(message).toContain("list npm packages of acme: the token [secret] is bad (401 GET /orgs/acme/packages).");
    expect(message).toContain("it has expired, was revoked, or belongs to another host");
  });

  it.each<[it: string, header: Record<string, string>, says: string, shown: string]>([
    [
      "scopes",
      { "x-oauth-scopes": "repo, zq9" },
      "You need at least read:packages scope to list packages.",
      "It has repo, [secret].",
    ],
    [
      "address for single sign-on",
      { "x-github-sso": "required; url=https://x/orgs/acme/sso?a=zq9" },
      "SAML",
      "open https://x/orgs/acme/sso?a=[secret]",
    ],
  ])("is taken out of the %s of a header", async (_, header, says, shown) => {
    expect(await listWith("zq9", (__, response) => sendError(response, 403, says, header))).toContain(shown);
  });

  it("is taken out of what a header says that a list leaves out, which is one line with an end", async () => {
    const sso = `partial-results; organizations=1,zq9 ${"9".repeat(5_000)}`;
    const message = await listWith("zq9", (_, response) => sendJson(response, 200, [], { "x-github-sso": sso }));
    expect(message).toContain("in the organizations with the ids 1,[secret] 99");
    expect(message.length).toBeLessThan(1_500);
  });
});
