import { createVerify, generateKeyPairSync } from "node:crypto";
import { type Emulator, startEmulator } from "../../../emulator";
import { connect } from "../../../provider/connect";
import type { ProviderError } from "../../../provider/errors";
import { resolveSettings } from "../../../provider/settings";
import { everythingOf, failureOf } from "./support/connect";
import { type ScriptedServer, sendJson, startScriptedServer } from "./support/scripted-server";
import { OWNERS, seed } from "./support/seed";
import { SkippingClock } from "./support/skipping-clock";

const HOUR_MS = 3_600_000;
const keys = generateKeyPairSync("rsa", { modulusLength: 2048 });
const pem = keys.privateKey.export({ type: "pkcs8", format: "pem" }).toString();

/** Says what is wrong with a token that an App signed; nothing, when it is as GitHub wants it. */
function mistakeOf(jwt: string, now: number): string | undefined {
  const [header = "", payload = "", signature = ""] = jwt.split(".");
  const decode = (part: string) => JSON.parse(Buffer.from(part, "base64url").toString());
  if (!createVerify("RSA-SHA256").update(`${header}.${payload}`).verify(keys.publicKey, signature, "base64url"))
    return "A JSON web token could not be decoded";
  const { iat, exp, iss } = decode(payload);
  if (decode(header).alg !== "RS256" || iss !== "123") return "Integration not found";
  if (iat * 1000 > now || exp * 1000 <= now || exp - iat > 600)
    return "'Expiration time' claim ('exp') is too far in the future";
  return undefined;
}

describe("a GitHub App's installation token", () => {
  let emulator: Emulator;
  let server: ScriptedServer;
  let clock: SkippingClock;
  let failures: Array<number | "drop">;
  let shown: string[];

  beforeEach(async () => {
    const token = { kind: "github-actions" as const, login: "octocat", scopes: [] };
    const tokens = [1, 2].map((number) => ({ ...token, token: `ghs_installation${number}` }));
    emulator = await startEmulator({ seed: seed({ tokens }) });
    clock = new SkippingClock();
    failures = [];
    shown = [];
    let issued = 0;
    // GitHub's exchange of an App's word for a token, which the emulator does not have; all else goes to the emulator.
    server = await startScriptedServer(async (request, response) => {
      if (request.url !== "/app/installations/77/access_tokens") {
        const headers = { authorization: request.headers.authorization ?? "", "user-agent": "test" };
        shown.push(headers.authorization);
        const answer = await fetch(`${emulator.url}${request.url}`, { headers });
        return sendJson(response, answer.status, await answer.json());
      }
      const failure = failures.shift();
      if (failure === "drop") return request.socket.destroy();
      if (failure !== undefined) return sendJson(response, failure, { message: "Server Error" });
      const mistake = mistakeOf(String(request.headers.authorization).replace("Bearer ", ""), clock.now());
      if (mistake !== undefined) return sendJson(response, 401, { message: mistake });
      issued += 1;
      const expires = new Date(clock.now() + HOUR_MS).toISOString();
      sendJson(response, 201, { token: `ghs_installation${issued}`, expires_at: expires });
    });
  });
  afterEach(async () => {
    await server.close();
    await emulator.close();
  });

  const settingsOf = (appAuth: object, env: Record<string, string> = {}) =>
    resolveSettings({
      config: (key) =>
        key === "github:appAuth" ? JSON.stringify(appAuth) : key.endsWith(":retryDelayMs") ? "1" : undefined,
      env: { GITHUB_BASE_URL: server.url, ...env },
    });
  const said: string[] = [];
  const open = async (appAuth: object = { id: "123", installationId: "77", pemFile: pem }) => {
    const say = (message: string) => void said.push(message);
    const logger = { debug: say, info: say, warn: say, progress: say };
    const api = await connect(settingsOf(appAuth), { clock, logger, guard: { assertAlive: async () => {} } });
    const read = () => api.getPackage({ owner: OWNERS.organization, packageType: "npm", name: "lib" });
    return { api, read };
  };
  const exchanges = () => server.requests.filter((line) => line.includes("access_tokens"));

  test("is asked for once, and again before it expires", async () => {
    const { read } = await open();
    await Promise.all([read(), read(), read()]);
    expect(exchanges()).toHaveLength(1);
    expect(new Set(shown)).toEqual(new Set(["token ghs_installation1"]));
    await clock.sleep(30 * 60 * 1000);
    await read();
    expect(exchanges()).toHaveLength(1);
    await clock.sleep(15 * 60 * 1000);
    await read();
    expect(exchanges()).toHaveLength(2);
    expect(shown.at(-1)).toBe("token ghs_installation2");
  });

  test("comes with the warning that GitHub documents other tokens for packages", async () => {
    said.length = 0;
    await open();
    expect(said).toEqual([
      expect.stringMatching(/^GitHub documents packages for classic personal access tokens alone: .*GitHub App 123/),
    ]);
  });

  test("a key whose line breaks are written as \\n will do; so will the environment", async () => {
    await (await open({ id: 123, installationId: 77, pemFile: pem.replaceAll("\n", "\\n") })).read();
    const env = { GITHUB_APP_ID: "123", GITHUB_APP_INSTALLATION_ID: "77", GITHUB_APP_PEM_FILE: pem };
    expect(settingsOf({}, env).app).toMatchObject({ id: "123", installationId: "77" });
    expect(exchanges()).toHaveLength(1);
  });

  test("failures that pass are tried again", async () => {
    failures = [502, "drop"];
    await (await open()).read();
    expect(exchanges()).toHaveLength(3);
  });

  const other = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey.export({ type: "pkcs8", format: "pem" });
  test.each([
    [
      "another App's key",
      { pemFile: other.toString() },
      /^get a token for GitHub App 123, installation 77: A JSON web token could not be decoded \(401 POST \/app\/installations\/77\/access_tokens\)\. Check that the id and the key from github:appAuth/,
    ],
    ["another id", { id: "999" }, /Integration not found \(401 POST/],
    ["no key", { pemFile: "no key" }, /^read setting appAuth from github:appAuth: pemFile is not a private key/],
    [
      "another installation",
      { installationId: "78" },
      /Not Found \(404 POST \/app\/installations\/78\/access_tokens\)\. Check installationId/,
    ],
  ])("%s: one sentence, and nothing of the key", async (_, wrong, words) => {
    const { read } = await open({ id: "123", installationId: "77", pemFile: pem, ...wrong });
    const failure: ProviderError = await failureOf(read());
    expect(failure.message).toMatch(words);
    const everything = everythingOf(failure);
    for (const line of pem.split("\n").filter((text) => text.length > 20)) expect(everything).not.toContain(line);
  });

  test("what keeps failing is said to be GitHub's, or the network's", async () => {
    failures = Array(10).fill(503);
    expect((await failureOf((await open()).read())).code).toBe("unavailable");
    failures = Array(10).fill("drop");
    const failure = await failureOf((await open()).read());
    expect({ code: failure.code, message: failure.message }).toEqual({
      code: "unavailable",
      message: expect.stringMatching(/^get a token for GitHub App 123.*the connection/),
    });
  });
});
