import type { ProviderError } from "../../../provider/errors";
import { classify } from "../../../provider/github/failures/failure-rules";
import { packageRequest } from "../../../provider/github/requests/request-spec";
import type { PackagesApi } from "../../../provider/ports";
import { resolveSettings } from "../../../provider/settings";
import { type Connection, connectTo, everythingOf, failureOf } from "./support/connect";
import { type Script, type ScriptedServer, sendError, sendJson, startScriptedServer } from "./support/scripted-server";
import { ADMIN_TOKEN, OWNERS } from "./support/seed";

const lib = { owner: OWNERS.organization, packageType: "npm", name: "lib" } as const;
const ODD = "gone \u001b[2J\u202e\n::set-output name=plan::none\r##[add-path]/tmp <{%reset%}> ";

/** What no message may have: something that moves a cursor, turns a line, ends a line or is a command. */
const UNFIT = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]|^\s*::|##\[|<\{%/u;

let server: ScriptedServer;
afterEach(() => server.close());

async function connection(script: Script): Promise<Connection> {
  server = await startScriptedServer(script);
  return connectTo(server.url, { config: { maxRetries: "0" } });
}

async function failing(script: Script, work = (api: PackagesApi): Promise<unknown> => api.getPackage(lib)) {
  const { api, log, settings } = await connection(script);
  return { error: await failureOf(work(api)), log, settings };
}

function expectFit(text: string): void {
  expect(text).not.toMatch(UNFIT);
  expect(text.length).toBeLessThan(3_000);
}

describe("the words of a server", () => {
  it.each<[it: string, script: Script]>([
    ["a refusal", (_, response) => sendError(response, 422, ODD)],
    ["a refusal without end", (_, response) => sendError(response, 422, ODD.repeat(100_000))],
    ["a refusal for the pace", (_, response) => sendError(response, 429, `secondary rate ${ODD}`)],
    ["a failure", (_, response) => sendError(response, 500, ODD.repeat(1000))],
    [
      "the name of a scope",
      (_, response) =>
        sendError(response, 403, "You need at least read:packages scope.", { "x-oauth-scopes": "gist,\u009b2J" }),
    ],
    [
      "a content type",
      (_, response) => response.writeHead(200, { "content-type": `text/\u009b2J${"x".repeat(9_000)}` }).end("<"),
    ],
    ["a redirection", (_, response) => response.writeHead(307, { location: "//evil\u009b.example" }).end()],
  ])("are one line of an error, of bearable length: %s", async (_, script) => {
    const { error, log } = await failing(script);
    expectFit(error.message);
    expectFit(error.githubMessage ?? "");
    for (const line of log) expectFit(line);
  });

  it("are bounded in the log's lines, too", async () => {
    const { log } = await failing((_, response) =>
      sendError(response, 404, "Not Found", {
        "x-ratelimit-remaining": "9".repeat(5_000),
        "x-github-request-id": `${ADMIN_TOKEN}\u009b2J${"x".repeat(5_000)}`,
      }),
    );
    expect(log).not.toEqual([]);
    for (const line of log) {
      expectFit(line);
      expect(line.length).toBeLessThan(400);
      expect(line).not.toContain(ADMIN_TOKEN);
    }
  });
});

describe("the address that X-GitHub-SSO names", () => {
  const sso = (url: string) =>
    failing((_, response) =>
      sendError(response, 403, "Resource protected by organization SAML enforcement.", {
        "x-github-sso": `required; url=${url}`,
      }),
    );

  it.each([ADMIN_TOKEN, Buffer.from(`x:${ADMIN_TOKEN}`).toString("base64")])(
    "is shown without the token (%#)",
    async (form) => {
      const { error } = await sso(`https://evil.example/${form}`);
      expect(everythingOf(error)).not.toContain(form);
      expect(error.message).not.toContain(form.slice(-12));
    },
  );

  it.each([
    [
      "https://github.com/orgs/acme/sso?authorization_request=A",
      "https://github.com/orgs/acme/sso?authorization_request=A",
    ],
    ["https://github.com.evil.example/orgs/acme/sso", "https://github.com/orgs/acme/sso"],
    ["https://github.com@evil.example/orgs/acme/sso", "https://github.com/orgs/acme/sso"],
    ["javascript:alert(1)", "https://github.com/orgs/acme/sso"],
  ])("is that of this GitHub, or the one that is documented: %s", (url, shown) => {
    const settings = resolveSettings({ config: () => undefined, env: { GITHUB_TOKEN: ADMIN_TOKEN } });
    const answer = {
      status: 403,
      message: "Resource protected by organization SAML enforcement.",
      documentationUrl: "",
      headers: { "x-github-sso": `required; url=${url}` },
      transport: undefined,
    };
    const call = packageRequest("getPackage", "read", lib);
    expect(classify({ answer, spec: call, settings }).nextStep.split(": open ")[1]).toBe(shown);
  });
});

describe("times that nobody can wait for", () => {
  it.each([
    { "retry-after": "99999999999999999999" },
    { "retry-after": "9".repeat(400) },
    { "retry-after": "8640000000001" },
    { "retry-after": "Sat, 13 Sep 275760 00:00:00 GMT" },
    { "x-ratelimit-remaining": "0", "x-ratelimit-reset": "99999999999999999999" },
    { "x-ratelimit-remaining": "0", "x-ratelimit-reset": "8640000000001" },
    { "x-ratelimit-remaining": "0", "x-ratelimit-reset": "9".repeat(400), "x-ratelimit-used": "9".repeat(400) },
    {
      "x-ratelimit-remaining": "0",
      "x-ratelimit-reset": "8640000000000",
      date: "Tue, 20 Apr -271821 00:00:00 GMT",
    },
  ])("end in a refusal that says when to come back, or none: %j", async (headers) => {
    for (const status of [429, 403, 503, 200]) {
      const script: Script = (_, response) =>
        status === 200
          ? sendJson(response, 200, [], headers as Record<string, string>)
          : sendError(response, status, "Slow down.", headers as Record<string, string>);
      const { api, log, clock } = await connection(script);
      const outcome: unknown = await api.listVersions(lib).catch((error: unknown) => error);
      if (outcome instanceof Error) {
        const { code, retryAt } = outcome as ProviderError;
        expect(["rate_limited", "unavailable", "access_denied", "incomplete"]).toContain(code);
        if (retryAt !== undefined) expect(Date.parse(retryAt) - clock.now()).toBeLessThan(367 * 86_400_000);
      }
      expect(log.join()).not.toMatch(/RangeError|fault of/);
      await server.close();
    }
  });
});

describe("a name that no registry would take", () => {
  const row = (changes: object) => ({
    id: 1,
    name: "lib",
    package_type: "npm",
    visibility: "private",
    version_count: 1,
    created_at: "2026-09-01T00:00:00Z",
    updated_at: "2026-09-01T00:00:00Z",
    ...changes,
  });

  it.each([
    ["of a package", row({ name: "lib\n::error::x" })],
    ["of an owner", row({ owner: { login: "ac\u202eme", id: 2, type: "User" } })],
    ["of a repository", row({ repository: { id: 3, full_name: `acme/${"x".repeat(2_000)}` } })],
  ])("is none of GitHub's answers: %s", async (_, body) => {
    const { error } = await failing((_request, response) => sendJson(response, 200, body));
    expect(error.code).toBe("unavailable");
    expect(error.message).toMatch(/the answer has an unknown form: \w+ holds controls or direction marks/);
    expectFit(error.message);
  });

  it.each([
    ["a version", row({ name: "1.0.0\u001b[2K" })],
    ["a tag", row({ name: "sha256:1", metadata: { package_type: "container", container: { tags: ["a\nb"] } } })],
  ])("stops a listing of versions: %s", async (_, version) => {
    const { error } = await failing(
      (_request, response) => sendJson(response, 200, [version]),
      (api) => api.listVersions(lib),
    );
    expect(error).toMatchObject({ code: "unavailable", message: expect.stringContaining("holds controls") });
  });
});
