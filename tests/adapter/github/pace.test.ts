import { type Emulator, type RateLimitOptions, startEmulator } from "../../../emulator";
import { connectTo } from "./support/connect";
import { ADMIN_TOKEN, npmPackage, OWNERS, seed } from "./support/seed";
import { SkippingClock } from "./support/skipping-clock";

const big = { owner: OWNERS.organization, packageType: "npm", name: "big" } as const;
const versionId = (index: number) => 100_001 + index;

let emulator: Emulator;
let clock: SkippingClock;

/** GitHub's limits, on a clock that the client shares: its waits take no time, and count in full on the server's side. */
async function start(rateLimits: RateLimitOptions, versions = 1_100): Promise<void> {
  clock = new SkippingClock();
  const packages = [npmPackage("acme", "big", 100_000, versions)];
  emulator = await startEmulator({ seed: seed({ packages }), rateLimits, clock });
}

afterEach(() => emulator.close());

const refused = () => emulator.requests.filter(({ status }) => status === 403 || status === 429).length;

describe.each(["sliding", "fixed"] as const)("where GitHub counts its minutes in %s windows", (window) => {
  it("1,000 deletions are all done, and none is refused for its pace", async () => {
    await start({ window, primary: false });
    const { api } = connectTo(emulator.url, { clock });
    await Promise.all(
      Array.from({ length: 1_000 }, (_, index) => api.deleteVersion({ ...big, versionId: versionId(index) })),
    );
    expect(emulator.requests).toHaveLength(1_000);
    expect(refused()).toBe(0);
    expect(Math.max(...emulator.requests.map(({ concurrent }) => concurrent))).toBeLessThanOrEqual(60);
    expect(emulator.world.versions("acme", "npm", "big")).toHaveLength(100);
  });

  it("850 reads are followed by 100 deletions, and none is refused for its pace", async () => {
    await start({ window, primary: false });
    const { api } = connectTo(emulator.url, { clock });
    await Promise.all(Array.from({ length: 850 }, () => api.getPackage(big)));
    await Promise.all(
      Array.from({ length: 100 }, (_, index) => api.deleteVersion({ ...big, versionId: versionId(index) })),
    );
    expect(refused()).toBe(0);
  });

  it("restorations are paced as content-creating requests", async () => {
    await start({ window, primary: false, contentCreation: true });
    for (let index = 0; index < 200; index++) emulator.world.deleteVersion("acme", "npm", "big", versionId(index));
    const { api } = connectTo(emulator.url, { clock });
    await Promise.all(
      Array.from({ length: 200 }, (_, index) => api.restoreVersion({ ...big, versionId: versionId(index) })),
    );
    expect(refused()).toBe(0);
    expect(emulator.world.versions("acme", "npm", "big")).toHaveLength(1_100);
  });

  it("a client without a pace is refused, so the limits are real here", async () => {
    await start({ window, primary: false });
    const headers = { authorization: `token ${ADMIN_TOKEN}` };
    const send = (index: number) =>
      fetch(`${emulator.url}/orgs/acme/packages/npm/big/versions/${versionId(index)}`, { method: "DELETE", headers });
    for (let sent = 0; sent < 200; sent += 50)
      await Promise.all(Array.from({ length: 50 }, (_, index) => send(sent + index)));
    expect(refused()).toBeGreaterThan(0);
  });
});

it("a GHES, which tells no limits and has none, is not paced by points", async () => {
  clock = new SkippingClock();
  const packages = [npmPackage("acme", "big", 100_000, 300)];
  emulator = await startEmulator({ profile: "ghes-3.18", seed: seed({ packages }), clock });
  const { api } = connectTo(emulator.url, { clock });
  await api.getPackage(big);
  await Promise.all(
    Array.from({ length: 250 }, (_, index) => api.deleteVersion({ ...big, versionId: versionId(index) })),
  );
  expect(api.budget.status()).toMatchObject({ pointsPerMinute: 0, refusals: 0 });
  expect(clock.slept).toEqual([]);
});

it("writeDelayMs, as @pulumi/github has it, sends one write at a time", async () => {
  await start({ primary: false });
  const { api } = connectTo(emulator.url, { clock, config: { writeDelayMs: "1000" } });
  const begun = clock.now();
  await Promise.all(
    Array.from({ length: 20 }, (_, index) => api.deleteVersion({ ...big, versionId: versionId(index) })),
  );
  expect(Math.max(...emulator.requests.map(({ concurrent }) => concurrent))).toBe(1);
  expect(clock.now() - begun).toBeGreaterThanOrEqual(19 * 1_000);
});

it("another job that uses the same token up to the limit slows this one down, and nothing is lost", async () => {
  await start({ primary: false });
  const headers = { authorization: `token ${ADMIN_TOKEN}` };
  await Promise.all(Array.from({ length: 90 }, () => fetch(`${emulator.url}/orgs/acme/packages/npm/big`, { headers })));
  for (let more = 0; more < 9; more++) {
    await Promise.all(
      Array.from({ length: 90 }, () => fetch(`${emulator.url}/orgs/acme/packages/npm/big`, { headers })),
    );
  }
  emulator.clearRequests();
  const { api } = connectTo(emulator.url, { clock });
  await Promise.all(
    Array.from({ length: 50 }, (_, index) => api.deleteVersion({ ...big, versionId: versionId(index) })),
  );
  expect(refused()).toBeGreaterThan(0);
  expect(emulator.world.versions("acme", "npm", "big")).toHaveLength(1_050);
  expect(api.budget.status().refusals).toBe(refused());
});

it("a run that the hour's requests do not suffice for stops cleanly, having done what it could", async () => {
  await start({ primary: 60 });
  const { api } = connectTo(emulator.url, { clock });
  await api.getPackage(big);
  expect(api.budget.estimate({ writes: 100 })).toMatchObject({ fitsThisHour: false, missing: 41, remaining: 59 });
  const outcomes = await Promise.allSettled(
    Array.from({ length: 100 }, (_, index) => api.deleteVersion({ ...big, versionId: versionId(index) })),
  );
  const reasons = outcomes.flatMap((outcome) => (outcome.status === "rejected" ? [outcome.reason] : []));
  expect(reasons).toHaveLength(41);
  for (const reason of reasons)
    expect(reason).toMatchObject({ code: "rate_limited", retryAt: expect.stringMatching(/Z$/) });
  expect(refused()).toBe(0);
  expect(emulator.world.versions("acme", "npm", "big")).toHaveLength(1_041);
});
