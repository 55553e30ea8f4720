import { setImmediate } from "node:timers/promises";
import type { EmulatorOptions } from "../../emulator";
import { type ApiResponse, TestHost } from "./support/client";
import { makeSeed, npmPackage } from "./support/worlds";

/** A clock that a test sets; the whole minutes of "fixed" windows begin at multiples of 60,000. */
class TestClock {
  time = Date.parse("2026-01-01T00:00:00Z");
  now = (): number => this.time;
}

const seed = makeSeed(
  [
    npmPackage(
      "web",
      Array.from({ length: 300 }, (_, index) => `1.${index}.0`),
      { id: 10 },
    ),
  ],
  [
    { token: "second", kind: "classic", login: "octocat", scopes: ["read:packages"] },
    { token: "hubots", kind: "classic", login: "hubot", scopes: ["read:packages"] },
    { token: "ghs_actions", kind: "github-actions", login: "octocat", scopes: [] },
  ],
);

const web = "/orgs/acme/packages/npm/web";

describe("rate limits", () => {
  let clock: TestClock;
  let host: TestHost;
  const start = async (rateLimits: EmulatorOptions["rateLimits"], more: EmulatorOptions = {}) => {
    clock = new TestClock();
    host = await TestHost.start({ seed, clock, ...(rateLimits !== undefined && { rateLimits }), ...more });
  };
  afterEach(() => host.close());

  /** Fifty at a time: fewer than the limit of concurrent requests. */
  const gets = async (count: number): Promise<ApiResponse[]> => {
    const answers: ApiResponse[] = [];
    while (answers.length < count) {
      const batch = Math.min(50, count - answers.length);
      answers.push(...(await Promise.all(Array.from({ length: batch }, () => host.get(web)))));
    }
    return answers;
  };
  const limits = ({ headers }: ApiResponse) =>
    ["limit", "remaining", "used", "resource"].map((name) => headers.get(`x-ratelimit-${name}`));

  // docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api, for all numbers and headers.
  it("are told in headers: 5,000 an hour for a user, 1,000 for GITHUB_TOKEN, 60 for nobody", async () => {
    await start({});
    const user = await host.get(web);
    expect(limits(user)).toEqual(["5000", "4999", "1", "core"]);
    expect(user.headers.get("x-ratelimit-reset")).toBe(String(clock.time / 1000 + 3600));
    expect(limits(await host.get(web, { token: "ghs_actions" }))).toEqual(["1000", "999", "1", "core"]);
    expect(limits(await host.get(web, { token: null }))).toEqual(["60", "59", "1", "core"]);
  });

  it("are shared by the tokens of a user, and by nobody else", async () => {
    await start({});
    await gets(3);
    expect(limits(await host.get(web, { token: "second" }))[2]).toBe("4");
    expect(limits(await host.get(web, { token: "hubots" }))[2]).toBe("1");
  });

  it.each([403, 429] as const)("refuse with %i until the hour is over", async (status) => {
    await start({ primary: 3, status });
    await gets(3);
    const refused = await host.get(web);
    expect([refused.status, refused.body.message]).toEqual([status, "API rate limit exceeded for user ID 583231."]);
    expect(limits(refused)).toEqual(["3", "0", "3", "core"]);
    clock.time += 3_599_000;
    expect((await host.get(web)).status).toBe(status);
    clock.time += 1000;
    expect(limits(await host.get(web))).toEqual(["3", "2", "1", "core"]);
  });

  it("are told by /rate_limit, which doesn't count", async () => {
    await start({});
    await gets(2);
    const { body } = await host.get("/rate_limit");
    expect(body.resources.core).toEqual({ limit: 5000, used: 2, remaining: 4998, reset: clock.time / 1000 + 3600 });
    expect((await host.get("/rate_limit")).body).toEqual(body);
  });

  // docs.github.com/rest/using-the-rest-api/best-practices-for-using-the-rest-api.
  it("don't count what has not changed", async () => {
    await start({});
    const first = await host.get(web);
    const same = await host.get(web, { headers: { "if-none-match": first.headers.get("etag") ?? "" } });
    expect([same.status, limits(same)[2]]).toEqual([304, "1"]);
    expect(limits(await host.get(web))[2]).toBe("2");
  });

  // 900 points a minute: a read is 1, a change is 5.
  it("allow 900 reads in any 60 seconds, when the window slides", async () => {
    await start({ window: "sliding" });
    clock.time += 50_000;
    await gets(600);
    clock.time += 20_000;
    await gets(300);
    const refused = await host.get(web);
    expect([refused.status, refused.headers.get("retry-after")]).toEqual([403, "40"]);
    expect(refused.body.message).toMatch(/^You have exceeded a secondary rate limit/);
    clock.time += 39_000;
    expect((await host.get(web)).status).toBe(403);
    clock.time += 1000;
    expect((await host.get(web)).status).toBe(200);
  });

  it("allow 900 reads in a minute of the clock, when the window is fixed", async () => {
    await start({ window: "fixed" });
    clock.time += 50_000;
    await gets(900);
    const refused = await host.get(web);
    expect([refused.status, refused.headers.get("retry-after")]).toEqual([403, "10"]);
    clock.time += 10_000;
    expect((await gets(900)).every(({ status }) => status === 200)).toBe(true);
    expect((await host.get(web)).status).toBe(403);
  });

  it.each(["sliding", "fixed"] as const)("allow 180 deletions in a minute, in a %s window", async (window) => {
    await start({ window });
    const versions = host.emulator.world.versions("acme", "npm", "web");
    const statuses: number[] = [];
    for (const { id } of versions.slice(0, 182)) statuses.push((await host.delete(`${web}/versions/${id}`)).status);
    expect(statuses.filter((status) => status === 204)).toHaveLength(180);
    expect(statuses.slice(180)).toEqual([403, 403]);
    expect(host.emulator.world.versions("acme", "npm", "web")).toHaveLength(120);
  });

  it("may refuse without retry-after, and with 429", async () => {
    await start({ pointsPerMinute: 1, status: 429, retryAfter: false });
    await gets(1);
    const refused = await host.get(web);
    expect([refused.status, refused.headers.has("retry-after")]).toEqual([429, false]);
  });

  it("refuse what comes while 100 requests are in progress", async () => {
    await start({ pointsPerMinute: false });
    const { emulator } = host;
    let answer: (() => void) | undefined;
    const held = new Promise<void>((resolve) => {
      answer = resolve;
    });
    emulator.faults.add({ times: 100, run: () => held });
    const waiting = Array.from({ length: 100 }, () => fetch(emulator.url + web, authorized));
    while (emulator.requests.length < 100) await setImmediate();
    expect((await host.get(web)).body.message).toMatch(/^You have exceeded a secondary rate limit/);
    expect((await host.get(web, { token: "hubots" })).status).toBe(200);
    answer?.();
    expect((await Promise.all(waiting)).filter(({ status }) => status === 200)).toHaveLength(100);
    expect(emulator.requests.map(({ concurrent }) => concurrent)).toEqual([
      ...Array.from({ length: 100 }, (_, index) => index + 1),
      101,
      101,
    ]);
    expect((await host.get(web)).status).toBe(200);
  });

  // 80 content-generating requests a minute and 500 an hour; whether restorations are such requests is not documented.
  it("may count restorations as creating content", async () => {
    await start({ contentCreation: true, primary: false, pointsPerMinute: false });
    const restore = () => host.post(`${web}/restore`);
    for (let index = 0; index < 80; index++) expect((await restore()).status).toBe(404);
    expect((await restore()).status).toBe(403);
    for (let minute = 1; minute <= 6; minute++) {
      clock.time += 60_000;
      const statuses = [];
      for (let index = 0; index < 80; index++) statuses.push((await restore()).status);
      const allowed = statuses.filter((status) => status === 404).length;
      expect(allowed).toBe(minute < 6 ? 80 : 20);
    }
  });

  it("don't count restorations apart unless that is chosen", async () => {
    await start({ pointsPerMinute: false });
    for (let index = 0; index < 100; index++) expect((await host.post(`${web}/restore`)).status).toBe(404);
  });

  it("are off when nothing is said: nothing is counted", async () => {
    await start(undefined);
    await gets(150);
    expect(limits(await host.get(web))).toEqual(["5000", "5000", "0", "core"]);
  });

  // docs.github.com/enterprise-server@3.18/rest/using-the-rest-api/rate-limits-for-the-rest-api: disabled by default.
  it("aren't mentioned by a GHES, until they are turned on", async () => {
    await start(undefined, { profile: "ghes-3.18" });
    expect((await host.get(web)).headers.has("x-ratelimit-limit")).toBe(false);
    const { status, body } = await host.get("/rate_limit");
    expect([status, body.message]).toEqual([404, "Rate limiting is not enabled."]);
    await host.close();
    await start({}, { profile: "ghes-3.18" });
    expect((await host.get(web)).headers.get("x-ratelimit-limit")).toBe("5000");
    expect((await host.get("/rate_limit")).status).toBe(200);
  });
});

const authorized = { headers: { authorization: "Bearer emulator-admin" } };
