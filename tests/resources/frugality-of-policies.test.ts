import type { PropertyMap } from "../../provider/resources/resource";
import { keepNewest } from "../support/keep-newest";
import { type Driver, type DriverOptions, type Phase, policyIn, startDriver, versionIn } from "../support/run-driver";
import { npmPackage, smallWorld } from "../support/small-world";

const VERSIONS = 250;
const OWNER = { owner: "acme", ownerType: "organization", packageType: "npm" };

/** The twenty oldest and the twenty newest. */
const declared = [...Array(20).keys(), ...Array.from({ length: 20 }, (_, index) => VERSIONS - 1 - index)].map(
  (index): PropertyMap => ({ ...OWNER, packageName: "lib", version: `1.${index}.0`, whenDeleted: "restore" }),
);

describe("the requests of a run", () => {
  let driver: Driver;
  afterEach(() => driver.close());
  const start = async (options: DriverOptions = {}) => {
    const names = Array.from({ length: VERSIONS }, (_, index) => `1.${index}.0`);
    const seed = smallWorld({ packages: [npmPackage("acme", "lib", 10_000, names)] });
    driver = await startDriver({ ...options, emulator: { seed, ...options.emulator } });
  };
  const pages = (...numbers: number[]) =>
    numbers.map((page) => `GET /orgs/acme/packages/npm/lib/versions?state=active&per_page=100&page=${page}`);
  const refused = () => driver.emulator.requests.filter(({ status }) => status === 403 || status === 429);
  const countVersions = () => driver.emulator.world.versions("acme", "npm", "lib").length;

  type Check = () => Promise<{ readonly failures: readonly unknown[] }>;
  const checkPolicy =
    ({ session }: Phase, keeps: number): Check =>
    () =>
      policyIn(() => session).check(undefined, keepNewest(keeps, OWNER));
  const checkVersions = ({ session }: Phase): Check[] =>
    declared.map((inputs) => () => versionIn(() => session).check(undefined, inputs));
  const both = (phase: Phase, keeps: number) => ({
    "the policy first": [checkPolicy(phase, keeps), ...checkVersions(phase)],
    "the versions first": [...checkVersions(phase), checkPolicy(phase, keeps)],
  });

  it.each(["the policy first", "the versions first"] as const)(
    "with versions and a policy of one package are one listing for both phases: %s",
    async (order) => {
      await start();
      const run = driver.startRun();
      const failuresOf = async (phase: Phase) =>
        (await Promise.all(both(phase, 1000)[order].map((check) => check()))).flatMap(({ failures }) => failures);
      expect(await failuresOf(run.preview)).toEqual([]);
      expect(driver.requests().sort()).toEqual(pages(1, 2, 3));
      const update = run.update();
      expect(await failuresOf(update)).toEqual([]);
      const created = await Promise.all(declared.map((inputs) => versionIn(() => update.session).create(inputs)));
      expect(new Set(created.map(({ id }) => id)).size).toBe(declared.length);
      expect(driver.requests()).toEqual([]);
    },
  );

  it.each(["the policy first", "the versions first"] as const)(
    "are the first page once more and the package itself where that policy deletes: %s",
    async (order) => {
      await start();
      const { preview } = driver.startRun();
      await Promise.all(both(preview, 100)[order].map((check) => check()));
      expect(driver.requests().sort()).toEqual(["GET /orgs/acme/packages/npm/lib", ...pages(1, 1, 2, 3)]);
    },
  );

  it("with versions are not lost with a policy whose listing fails", async () => {
    await start();
    const { preview } = driver.startRun();
    driver.emulator.faults.add({ status: 404, body: { message: "Package not found." }, route: /versions$/ });
    const [policy, version] = await Promise.all([
      checkPolicy(preview, 1000)(),
      versionIn(() => preview.session).check(undefined, declared[0] as PropertyMap),
    ]);
    expect(policy.failures).toHaveLength(1);
    expect(version.failures).toEqual([]);
    expect(preview.said.join("\n")).not.toContain("neither active nor restorable");
  });

  it("are none in the preview of versions that have not changed", async () => {
    await start();
    for (const inputs of declared) await driver.up(String(inputs.version), versionIn, inputs);
    driver.requests();
    const again = [];
    for (const inputs of declared) again.push(await driver.up(String(inputs.version), versionIn, inputs));
    expect(again.map(({ changes }) => changes)).toEqual(declared.map(() => false));
    expect(driver.requests()).toEqual([]);
  });

  it("that exceed the hour are told in the preview, and the run stops before one is refused", async () => {
    const rateLimits = { primary: 100, pointsPerMinute: false as const };
    await start({ emulator: { rateLimits }, config: { "github-packages:pointsPerMinute": "0" } });
    const first = await driver.up("p", policyIn, keepNewest(50, OWNER));
    const told = first.said.preview.join("\n");
    expect(told).toMatch(/applying this takes about .* within GitHub's limits: 200 deletions/);
    expect(told).toContain(
      "warning: retention policy (acme, npm): applying this needs 213 requests, and 96 of this hour's 100 are left",
    );
    expect(told).toContain("then stops and says when to come back; the next one goes on from there");
    expect(first.error?.message).toMatch(/retention policy stopped: .*Come back at \d{4}-.*Z/s);
    expect(refused()).toEqual([]);
    const left = countVersions();
    const gone = VERSIONS - left;
    expect(driver.emulator.requests.filter(({ method }) => method === "DELETE")).toHaveLength(gone);
    expect(gone).toBeGreaterThan(80);
    driver.emulator.world.advance(3_600_000);
    const next = await driver.up("p", policyIn, keepNewest(50, OWNER));
    expect(refused()).toEqual([]);
    expect(countVersions()).toBe(
      left - driver.emulator.requests.filter(({ method }) => method === "DELETE").length + gone,
    );
    expect(next.error?.message).toContain("Come back at");
    driver.emulator.world.advance(3_600_000);
    expect((await driver.up("p", policyIn, keepNewest(50, OWNER))).error).toBeUndefined();
    expect(countVersions()).toBe(50);
  });
});
