import {
  type Emulator,
  type EmulatorOptions,
  type FaultSpec,
  secondaryLimitFault,
  startEmulator,
} from "../../../emulator";
import { connectTo, deletePackage, failureOf } from "./support/connect";
import { type Script, type ScriptedServer, sendError, sendJson, startScriptedServer } from "./support/scripted-server";
import { npmPackage, OWNERS, seed } from "./support/seed";

const { organization: owner } = OWNERS;
const lib = { owner, packageType: "npm", name: "lib" } as const;

let emulator: Emulator;

async function start(options: EmulatorOptions = {}): Promise<Emulator> {
  emulator = await startEmulator({ seed: seed(), ...options });
  return emulator;
}

afterEach(() => emulator?.close());

/** What GitHub, a proxy or the network can do to a read. */
const mishaps: ReadonlyArray<[it: string, fault: FaultSpec, says: string]> = [
  [
    "a 500",
    { status: 500, body: { message: "Server Error" } },
    "Server Error (500 GET /orgs/acme/packages/npm/lib). GitHub has a problem",
  ],
  ["a 502 in HTML", { status: 502, html: "<h1>Unicorn!</h1>" }, "the server gave no reason (502 GET"],
  ["a 503", { status: 503, body: {} }, "(503 GET"],
  [
    "a page of HTML with status 200",
    { status: 200, html: "<h1>Log in to the hotel's wifi</h1>" },
    "the answer is not JSON but text/html",
  ],
  ["JSON that breaks off", { truncate: true }, "the answer breaks off after"],
  ["a connection that is dropped", { drop: true }, "the connection failed"],
];

describe.each(mishaps)("%s", (_, fault, says) => {
  it("once is retried, and nobody notices", async () => {
    await start();
    emulator.faults.add({ ...fault, route: /npm/ });
    const { api } = connectTo(emulator.url);
    await expect(api.getPackage(lib)).resolves.toMatchObject({ name: "lib" });
    expect(emulator.requests).toHaveLength(2);
  });

  it("again and again is unavailable, after a bounded number of requests", async () => {
    await start();
    emulator.faults.add({ ...fault, route: /npm/, times: Number.POSITIVE_INFINITY });
    const { api } = connectTo(emulator.url);
    const error = await failureOf(api.getPackage(lib));
    expect(error.code).toBe("unavailable");
    expect(error.message).toContain("read npm package acme/lib: ");
    expect(error.message).toContain(says);
    expect(emulator.requests).toHaveLength(4);
  });

  it("in the middle of a list never makes a shorter list", async () => {
    await start({ seed: seed({ packages: [npmPackage("acme", "big", 100_000, 250)] }) });
    emulator.faults.add({ ...fault, route: /versions/, skip: 1, times: Number.POSITIVE_INFINITY });
    const { api } = connectTo(emulator.url, { config: { maxRetries: "1" } });
    await expect(failureOf(api.listVersions({ ...lib, name: "big" }))).resolves.toMatchObject({ code: "unavailable" });
    await expect(failureOf(api.listPackages(owner, "npm"))).rejects.toThrow("it succeeded");
  });
});

it("maxRetries bounds the requests", async () => {
  await start();
  emulator.faults.add({ status: 502, times: Number.POSITIVE_INFINITY });
  const { api } = connectTo(emulator.url, { config: { maxRetries: "0" } });
  await expect(failureOf(api.getPackage(lib))).resolves.toMatchObject({ code: "unavailable", status: 502 });
  expect(emulator.requests).toHaveLength(1);
});

it.each([400, 401, 403, 404, 405, 409, 410, 422, 451])("a %i is not retried", async (status) => {
  await start();
  emulator.faults.add({ status, body: { message: "No" }, route: /npm/, times: Number.POSITIVE_INFINITY });
  await failureOf(connectTo(emulator.url).api.getPackage(lib));
  expect(emulator.requests.filter(({ path }) => path.includes("npm"))).toHaveLength(1);
});

it("an answer that does not come in time is given up, and retried", async () => {
  await start();
  emulator.faults.add({ delayMs: 5_000, route: /npm/ });
  const { api } = connectTo(emulator.url, { config: { requestTimeoutMs: "150" } });
  await expect(api.getPackage(lib)).resolves.toMatchObject({ name: "lib" });
  expect(emulator.requests).toHaveLength(2);
});

it("a server that is not there is unavailable, with the reason", async () => {
  const { url } = await start();
  await emulator.close();
  const error = await failureOf(connectTo(url).api.getPackage(lib));
  expect(error.code).toBe("unavailable");
  expect(error.message).toMatch(
    /the connection failed: .*ECONNREFUSED.* Check that http:\/\/127\.0\.0\.1:\d+ \(from GITHUB_BASE_URL\) can be reached/,
  );
});

describe("a secondary limit", () => {
  const limits: ReadonlyArray<[it: string, fault: FaultSpec, waitSeconds: number]> = [
    ["403 with retry-after", secondaryLimitFault({ retryAfter: 7 }), 7],
    ["429 with retry-after", secondaryLimitFault({ status: 429, retryAfter: 7 }), 7],
    ["403 without retry-after", secondaryLimitFault(), 60],
    ["429 without retry-after", secondaryLimitFault({ status: 429 }), 60],
    [
      "403 in other words, with retry-after",
      { status: 403, body: { message: "Slow down." }, headers: { "retry-after": "7" } },
      7,
    ],
    [
      "429 in other words",
      { status: 429, body: { message: "Too many requests" }, headers: { "x-ratelimit-remaining": "9" } },
      60,
    ],
    ["429 without a body", { status: 429, html: "", headers: { "retry-after": "7" } }, 7],
  ];

  it.each(limits)("of %s once is waited for, and retried", async (_, fault, waitSeconds) => {
    await start();
    emulator.faults.add({ ...fault, route: /npm/ });
    const { api, clock, log } = connectTo(emulator.url);
    const begun = clock.now();
    await expect(api.getPackage(lib)).resolves.toMatchObject({ name: "lib" });
    expect(emulator.requests).toHaveLength(2);
    expect(clock.now() - begun).toBeGreaterThanOrEqual(waitSeconds * 1_000);
    expect(log.filter((line) => !line.startsWith("debug:"))).toEqual([
      expect.stringMatching(`^info: GitHub asks to slow down: going on in ${waitSeconds} s`),
    ]);
    expect(api.budget.status()).toMatchObject({ refusals: 1 });
  });

  it.each(limits)("of %s again and again is an error that says when to come back", async (_, fault) => {
    await start();
    emulator.faults.add({ ...fault, route: /npm/, times: Number.POSITIVE_INFINITY });
    const { api, clock } = connectTo(emulator.url);
    const error = await failureOf(api.deleteVersion({ ...lib, versionId: 1101 }));
    expect(error).toMatchObject({ code: "rate_limited", status: fault.status });
    expect(Date.parse(error.retryAt ?? "")).toBeGreaterThan(clock.now());
    expect(error.message).toContain(`Not before ${error.retryAt}.`);
    expect(error.message).toContain("It was not deleted.");
    expect(emulator.requests).toHaveLength(4);
  });

  it("longer than maxWaitSeconds is not waited for", async () => {
    await start();
    emulator.faults.add(secondaryLimitFault({ retryAfter: 120, times: 2 }));
    const { api, clock } = connectTo(emulator.url, { config: { maxWaitSeconds: "60" } });
    const error = await failureOf(api.getPackage(lib));
    expect(error.code).toBe("rate_limited");
    expect(emulator.requests).toHaveLength(1);
    expect(clock.slept.filter((milliseconds) => milliseconds > 60_000)).toEqual([]);
    const second = await failureOf(api.getPackage(lib));
    expect(second).toMatchObject({ code: "rate_limited", retryAt: expect.stringMatching(/Z$/) });
    expect(second.message).toContain("The request was not sent");
    expect(emulator.requests).toHaveLength(1);
  });

  it("holds up everything else, too", async () => {
    await start();
    emulator.faults.add(secondaryLimitFault({ retryAfter: 30, route: /container/ }));
    const { api } = connectTo(emulator.url);
    const first = api.getPackage({ owner, packageType: "container", name: "app/api" });
    while (api.budget.status().refusals === 0) await new Promise((resolve) => setTimeout(resolve, 1));
    await Promise.all([first, ...Array.from({ length: 10 }, () => api.getPackage(lib))]);
    expect(api.budget.status().refusals).toBe(1);
    expect(emulator.requests).toHaveLength(12);
  });
});

describe("a 503 with a retry-after beyond maxWaitSeconds", () => {
  const maintenance = { status: 503, body: { message: "Down for maintenance" }, headers: { "retry-after": "3600" } };

  it("is GitHub's trouble and no limit: its words, its status, and when to come back", async () => {
    await start();
    emulator.faults.add(maintenance);
    const { api } = connectTo(emulator.url);
    const error = await failureOf(api.getPackage(lib));
    expect(error).toMatchObject({ code: "unavailable", status: 503, retryAt: expect.stringMatching(/Z$/) });
    expect(error.message).toBe(
      "read npm package acme/lib: Down for maintenance (503 GET /orgs/acme/packages/npm/lib). GitHub is not to be asked again before " +
        `${error.retryAt}, longer than a run waits (maxWaitSeconds 900). What was done before is recorded: run again then.`,
    );
    const next = await failureOf(api.getPackage({ ...lib, name: "other" }));
    expect(next).toMatchObject({ code: "unavailable", retryAt: error.retryAt });
    expect(next.message).toContain("GitHub has a problem and says when to come back (GET");
    expect(next.message).toContain("The request was not sent.");
    expect(emulator.requests).toHaveLength(1);
  });

  it("leaves open whether a deletion took effect", async () => {
    await start();
    emulator.faults.add({ ...maintenance, method: "DELETE" });
    const error = await failureOf(connectTo(emulator.url).api.deleteVersion({ ...lib, versionId: 1101 }));
    expect(error).toMatchObject({ code: "unavailable", status: 503 });
    expect(error.message).toContain("Whether it was deleted is not known");
  });
});

describe("the hour's requests", () => {
  it("used up, with the reset within maxWaitSeconds, are waited for", async () => {
    await start();
    const reset = Math.ceil(Date.now() / 1000) + 300;
    const headers = { "x-ratelimit-limit": "5000", "x-ratelimit-remaining": "0", "x-ratelimit-reset": String(reset) };
    emulator.faults.add({
      status: 403,
      body: { message: "API rate limit exceeded for user ID 30." },
      headers,
      route: /npm/,
    });
    const { api, clock } = connectTo(emulator.url);
    await expect(api.getPackage(lib)).resolves.toMatchObject({ name: "lib" });
    expect(clock.now()).toBeGreaterThan(reset * 1_000);
    expect(emulator.requests).toHaveLength(2);
  });

  it("used up for longer are an error that says until when, and nothing more is sent", async () => {
    await start({ rateLimits: { primary: 3 } });
    const { api } = connectTo(emulator.url);
    for (let request = 0; request < 3; request++) await api.getPackage(lib);
    const error = await failureOf(deletePackage(api, lib));
    expect(error.code).toBe("rate_limited");
    expect(Date.parse(error.retryAt ?? "")).toBeGreaterThan(Date.now() + 3_500_000);
    expect(error.message).toMatch(
      /^delete npm package acme\/lib: the rate limit is used up \(DELETE .*\)\. GitHub's limits leave nothing .* before .* run again then\.$/,
    );
    expect(emulator.requests.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(api.budget.status()).toMatchObject({ limit: 3, remaining: 0 });
  });

  it("are not exceeded by many requests at once", async () => {
    await start({ rateLimits: { primary: 20 } });
    const { api } = connectTo(emulator.url, { config: { parallelRequests: "8" } });
    const outcomes = await Promise.allSettled(Array.from({ length: 40 }, () => api.getPackage(lib)));
    expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(20);
    expect(emulator.requests.map(({ status }) => status)).toEqual(Array(20).fill(200));
  });
});

it("a connection that breaks off in the middle of an answer is no short answer", async () => {
  const server = await startScriptedServer((_, response) => {
    response.writeHead(200, { "content-type": "application/json", "content-length": "1000" });
    response.write("[");
    setTimeout(() => response.destroy(), 5);
  });
  const error = await failureOf(connectTo(server.url).api.listPackages(owner, "npm"));
  expect(error.code).toBe("unavailable");
  expect(error.message).toContain("the connection broke off in the middle of the answer");
  expect(server.requests).toHaveLength(4);
  await server.close();
});

describe("redirections", () => {
  let servers: ScriptedServer[] = [];
  afterEach(() => Promise.all(servers.map((server) => server.close())).then(() => (servers = [])));

  async function serve(script: Script): Promise<ScriptedServer> {
    const server = await startScriptedServer(script);
    servers.push(server);
    return server;
  }

  const facts = {
    id: 1,
    name: "lib",
    package_type: "npm",
    visibility: "public",
    version_count: 1,
    created_at: "2026-01-01T00:00:00Z",
    updated_at: "2026-01-01T00:00:00Z",
  };

  it.each([301, 302, 307, 308])("%i on the same host is followed, with the token", async (status) => {
    const server = await serve((request, response) =>
      request.url === "/moved"
        ? sendJson(response, 200, facts)
        : sendJson(response, status, {}, { location: "/moved" }),
    );
    await expect(connectTo(server.url).api.getPackage(lib)).resolves.toMatchObject({ id: 1 });
    expect(server.headers.map(({ authorization }) => authorization !== undefined)).toEqual([true, true]);
  });

  it("to another host are not followed: the token stays at home", async () => {
    const thief = await serve((_, response) => sendJson(response, 200, facts));
    const server = await serve((_, response) => sendJson(response, 302, {}, { location: `${thief.url}/orgs` }));
    const error = await failureOf(connectTo(server.url, { config: { maxRetries: "0" } }).api.getPackage(lib));
    expect(error.code).toBe("unavailable");
    expect(error.message).toMatch(/the server redirects to 127\.0\.0\.1:\d+, which does not get the token/);
    expect(thief.requests).toEqual([]);
  });

  it("without end are given up", async () => {
    const server = await serve((_, response) => sendJson(response, 302, {}, { location: "/again" }));
    const error = await failureOf(connectTo(server.url, { config: { maxRetries: "0" } }).api.getPackage(lib));
    expect(error.message).toContain("the server redirected more than 3 times");
    expect(server.requests).toHaveLength(4);
  });

  it("of a deletion by 301 or 302 are not followed, since they would become a read", async () => {
    const server = await serve((request, response) =>
      request.method === "DELETE"
        ? sendJson(response, 301, {}, { location: "/moved" })
        : sendError(response, 404, "Package not found."),
    );
    const error = await failureOf(deletePackage(connectTo(server.url).api, lib));
    expect(error.code).toBe("unavailable");
    expect(error.message).toContain("the server redirects a DELETE with status 301, which is not followed");
    expect(server.requests.filter((line) => line.includes("/moved"))).toEqual([]);
  });
});
