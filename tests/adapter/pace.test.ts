import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Emulator, type RateLimitOptions, startEmulator } from "../../emulator";
import type { PackageRef } from "../../provider/model/reference";
import { type Connection, connectTo } from "./github/support/connect";
import { npmPackage, OWNERS, seed } from "./github/support/seed";
import { SkippingClock } from "./github/support/skipping-clock";

const refTo = (name: string): PackageRef => ({ owner: OWNERS.organization, packageType: "npm", name });

/** https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api */
const AT_ONCE = 100;

let emulator: Emulator;
afterEach(() => emulator?.close());

/** An emulator with GitHub's limits, on a clock that sleeping moves: minutes of pacing take a moment. */
async function start(packages: Readonly<Record<string, number>>, rateLimits: RateLimitOptions = {}) {
  const clock = new SkippingClock();
  const seeded = Object.entries(packages).map(([name, count], index) =>
    npmPackage("acme", name, 100_000 * (index + 1), count),
  );
  emulator = await startEmulator({ seed: seed({ packages: seeded }), rateLimits, clock });
  return clock;
}

const refused = () => emulator.requests.filter(({ status }) => status === 403 || status === 429);
const mostAtOnce = () => Math.max(...emulator.requests.map(({ concurrent }) => concurrent));

/** Lists a package and deletes so many of its versions, six at once. */
async function listAndDelete({ api }: Connection, name: string, count: number): Promise<void> {
  const ref = refTo(name);
  const queue = (await api.listVersions(ref)).slice(-count).values();
  const worker = async () => {
    for (const { id } of queue) await api.deleteVersion({ ...ref, versionId: id });
  };
  await Promise.all(Array.from({ length: 6 }, worker));
}

describe.each(["sliding", "fixed"] as const)("where GitHub's minute is %s", (window) => {
  it("two runs with one token that know nothing of each other are never refused", async () => {
    const clock = await start({ one: 3000, other: 6000 }, { window });
    const runs = ["one", "other"].map((name) => listAndDelete(connectTo(emulator.url, { clock }), name, 150));
    await Promise.all(runs);
    expect(emulator.requests).toHaveLength(30 + 150 + 60 + 150);
    expect(refused()).toEqual([]);
    expect(mostAtOnce()).toBeLessThanOrEqual(AT_ONCE);
  });

  it("a second process goes on from what the first has spent", async () => {
    const packages = Object.fromEntries(Array.from({ length: 25 }, (_, index) => [`p${index}`, 200]));
    const clock = await start(packages, { window });
    const listAll = ({ api }: Connection) =>
      Promise.all(Object.keys(packages).map((name) => api.listVersions(refTo(name))));
    const config = { maxPerPage: "10" };
    const first = connectTo(emulator.url, { clock, config });
    await listAll(first);
    const second = connectTo(emulator.url, { clock, config });
    second.api.budget.goOnFrom(JSON.parse(JSON.stringify(first.api.budget.spentLately())));
    await listAll(second);
    expect(emulator.requests).toHaveLength(1000);
    expect(refused()).toEqual([]);
  });
});

describe("with a cache", () => {
  const directory = mkdtempSync(join(tmpdir(), "github-packages-pace-"));
  afterAll(() => rmSync(directory, { recursive: true, force: true }));

  it.each([1, 99, 100, 101, 200, 450])(
    "%i versions that have not changed count for nothing the second time",
    async (count) => {
      const clock = await start({ one: count });
      const config = { cachePath: join(directory, String(count)) };
      const list = () => connectTo(emulator.url, { clock, config }).api.listVersions(refTo("one"));
      const first = await list();
      emulator.clearRequests();
      await expect(list()).resolves.toEqual(first);
      expect(emulator.requests.map(({ status }) => status)).toEqual(emulator.requests.map(() => 304));
      emulator.world.publish("acme", "npm", "one", { name: "9.0.0" });
      await expect(list()).resolves.toHaveLength(count + 1);
    },
  );
});
