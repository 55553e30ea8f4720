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

interface Refusal {
  readonly status: number;
  readonly headers?: Record<string, string>;
  readonly message: (authorization: string) => string;
}

describe("a GitHub App's installation token", () => {
  let emulator: Emulator;
  let server: ScriptedServer;
  let clock: SkippingClock;
  let failures: Array<number | "drop" | Refusal>;
  let shown: string[];
  let clientAheadMs: number;
  /** Tokens that the emulator is no longer asked with: 401. */
  let revoked: Set<string>;
  /** Headers of answers of the API, by what there is to say of the hour. */
  let hour: () => Record<string, string>;

  beforeEach(async () => {
    const token = { kind: "github-actions" as const, login: "octocat", scopes: [] };
    const tokens = [1, 2].map((number) => ({ ...token, token: `ghs_installation${number}` }));
    emulator = await startEmulator({ seed: seed({ tokens }) });
    clock = new SkippingClock();
    failures = [];
    clientAheadMs = 0;
    shown = [];
    revoked = new Set();
    hour = () => ({});
    let issued = 0;
    // GitHub's exchange of an App's word for a token, which the emulator does not have; all else goes to the emulator.
    server = await startScriptedServer(async (request, response) => {
      response.setHeader("date", new Date(clock.now() - clientAheadMs).toUTCString());
      if (request.url !== "/app/installations/77/access_tokens") {
        const headers = { authorization: request.headers.authorization ?? "", "user-agent": "test" };
        shown.push(headers.authorization);
        if (revoked.has(headers.authorization)) return sendJson(response, 401, { message: "Bad credentials" });
        const answer = await fetch(`${emulator.url}${request.url}`, { headers });
        return sendJson(response, answer.status, await answer.json(), hour());
      }
      const failure = failures.shift();
      if (failure === "drop") return request.socket.destroy();
      if (typeof failure === "number") return sendJson(response, failure, { message: "Server Error" });
      if (failure) {
        const message = failure.message(String(request.headers.authorization));
        return sendJson(response, failure.status, { message }, failure.headers);
      }
      const now = clock.now() - clientAheadMs;
      const mistake = mistakeOf(String(request.headers.authorization).replace("Bearer ", ""), now);
      if (mistake !== undefined) return sendJson(response, 401, { message: mistake });
      issued += 1;
      const expires = new Date(now + HOUR_MS).toISOString();
      sendJson(response, 201, { token: `ghs_installation${issued}`, expires_at: expires });
    });
  });
  afterEach(async () => {
    await server.close();
    await emulator.close();
  });

  const settingsOf = (appAuth: object, env: Record<string, string> = {}, more: Record<string, string> = {}) => {
    const config: Record<string, string> = { appAuth: JSON.stringify(appAuth), retryDelayMs: "1", ...more };
    return resolveSettings({
      config: (key) => (key.startsWith("github:") ? config[key.slice("github:".length)] : undefined),
      env: { GITHUB_BASE_URL: server.url, ...env },
    });
  };
  const said: string[] = [];
  const open = async (appAuth: object = { id: "123", installationId: "77", pemFile: pem }, more = {}) => {
    const say = (message: string) => void said.push(message);
    const logger = { debug: say, info: say, warn: say, progress: say };
    const api = await connect(settingsOf(appAuth, {}, more), { clock, logger, guard: { assertAlive: async () => {} } });
    const read = () => api.getPackage({ owner: OWNERS.organization, packageType: "npm", name: "lib" });
    return { api, read };
  };
  const exchanges = () => server.requests.filter((line) => line.includes("access_tokens"));

  it("is asked for once, and again before it expires", async () => {
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

  it.each([
    ["ahead of", 90],
    ["behind", -90],
  ])("is got, and renewed in time, by a clock that is %s GitHub's", async (_, minutes) => {
    clientAheadMs = minutes * 60_000;
    const { read } = await open();
    await read();
    expect(exchanges()).toHaveLength(2);
    await clock.sleep(30 * 60 * 1000);
    await read();
    expect(exchanges()).toHaveLength(2);
    await clock.sleep(15 * 60 * 1000);
    await read();
    expect(exchanges()).toHaveLength(3);
    expect([...new Set(shown)]).toEqual(["token ghs_installation1", "token ghs_installation2"]);
  });

  it("is renewed for a request that has waited for the next hour", async () => {
    const { read } = await open(undefined, { maxWaitSeconds: "3600" });
    const resetAt = Math.ceil(clock.now() / 1000) + 3_500;
    hour = () => ({
      date: new Date(clock.now()).toUTCString(),
      "x-ratelimit-limit": "5000",
      "x-ratelimit-remaining": "0",
      "x-ratelimit-used": "5000",
      "x-ratelimit-reset": String(resetAt),
    });
    await read();
    hour = () => ({});
    await read();
    expect(clock.now() / 1000).toBeGreaterThanOrEqual(resetAt);
    expect(shown).toEqual(["token ghs_installation1", "token ghs_installation2"]);
  });

  it("that GitHub no longer accepts is replaced once, for all who show it", async () => {
    const { read } = await open();
    await read();
    revoked.add("token ghs_installation1");
    await Promise.all([read(), read(), read()]);
    expect(exchanges()).toHaveLength(2);
    revoked.add("token ghs_installation2");
    failures = [{ status: 401, message: () => "Integration not found" }];
    expect((await failureOf(read())).message).toContain("Integration not found (401 POST");
  });

  it("that is replaced and not accepted either: the error speaks of the App, and not of a token to make", async () => {
    const { read } = await open();
    for (const number of [1, 2]) revoked.add(`token ghs_installation${number}`);
    const { code, message } = await failureOf(read());
    expect({ code, message }).toEqual({
      code: "unauthenticated",
      message:
        `read npm package acme/lib: Bad credentials (401 GET /orgs/acme/packages/npm/lib). ${new URL(server.url).host} does not accept the token ` +
        "that it gave to GitHub App 123 (credentials from github:appAuth), nor another: check that installation 77 is not suspended or removed.",
    });
    expect(shown).toHaveLength(2);
  });

  it("is used on when it can't be renewed, as long as it holds", async () => {
    const { read } = await open();
    await read();
    await clock.sleep(45 * 60 * 1000);
    failures = Array(4).fill(503);
    await read();
    await read();
    expect(exchanges()).toHaveLength(5);
    await clock.sleep(2 * 60 * 1000);
    await read();
    expect(exchanges()).toHaveLength(6);
    expect(shown.at(-1)).toBe("token ghs_installation2");
  });

  it.each<[string, Refusal]>([
    ["403 with retry-after", { status: 403, headers: { "retry-after": "20" }, message: () => "Slow down" }],
    ["429", { status: 429, message: () => "Too many requests" }],
    [
      "403 for the hour",
      { status: 403, headers: { "x-ratelimit-remaining": "0" }, message: () => "API rate limit exceeded" },
    ],
  ])("a limit of its own, %s, is waited for, and named when it goes on", async (_, refusal) => {
    failures = [refusal];
    await (await open()).read();
    expect(exchanges()).toHaveLength(2);
    failures = Array(10).fill(refusal);
    await clock.sleep(HOUR_MS);
    const failure = await failureOf((await open()).read());
    expect(failure).toMatchObject({ code: "rate_limited", status: refusal.status, retryAt: expect.any(String) });
    expect(failure.message).not.toContain("Check that the id");
  });

  it("a server that repeats what it was sent gets nothing of it into the error", async () => {
    let sent = "";
    const echo = (authorization: string) => {
      sent = authorization.replace("Bearer ", "");
      return `I was sent ${authorization}`;
    };
    failures = [{ status: 401, message: echo }];
    const everything = everythingOf(await failureOf((await open()).read()));
    expect(sent.split(".")).toHaveLength(3);
    for (const part of sent.split(".")) expect(everything).not.toContain(part);
  });

  it("comes with the warning that GitHub documents other tokens for packages", async () => {
    said.length = 0;
    await open();
    expect(said).toEqual([
      expect.stringMatching(/^GitHub documents packages for classic personal access tokens alone: .*GitHub App 123/),
    ]);
  });

  it("a key whose line breaks are written as \\n will do; so will the environment", async () => {
    await (await open({ id: 123, installationId: 77, pemFile: pem.replaceAll("\n", "\\n") })).read();
    const env = { GITHUB_APP_ID: "123", GITHUB_APP_INSTALLATION_ID: "77", GITHUB_APP_PEM_FILE: pem };
    expect(settingsOf({}, env).app).toMatchObject({ id: "123", installationId: "77" });
    expect(exchanges()).toHaveLength(1);
  });

  it("failures that pass are tried again", async () => {
    failures = [502, "drop"];
    await (await open()).read();
    expect(exchanges()).toHaveLength(3);
  });

  const other = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey.export({ type: "pkcs8", format: "pem" });
  it.each([
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

  it("what keeps failing is said to be GitHub's, or the network's", async () => {
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
