import { keepNewest } from "../support/keep-newest";
import { type Driver, packageIn, policyIn, startDriver, versionIn } from "../support/run-driver";
import { npmPackage, smallWorld } from "../support/small-world";

/** Each letter that means something in a URL, in an id of ours or in a plan; and what every object inherits. */
const NAMES = [
  "constructor",
  "toString",
  "__proto__",
  "a+b",
  "a b",
  "50%",
  "user@host",
  "a/b/c",
  "naïve-日本",
  "#1",
  "x&y=z",
  "versions/restore",
];

const of = (name: string, rest = {}) => ({ owner: "acme", packageType: "nuget", ...rest, packageName: name });

describe.each(NAMES)("a package named %j", (name) => {
  let driver: Driver;
  beforeEach(async () => {
    const versions = ["1.0.0+build 1", "1.1.0", "2.0.0"];
    const odd = { ...npmPackage("acme", name, 10_000, versions), packageType: "nuget" as const };
    driver = await startDriver({ emulator: { seed: smallWorld({ packages: [odd] }) } });
  });
  afterEach(() => driver.close());
  const left = () => driver.emulator.world.versions("acme", "nuget", name).map((version) => version.name);

  it("is adopted, read, deleted and restored", async () => {
    const inputs = { owner: "acme", packageType: "nuget", name };
    expect(await driver.up("p", packageIn, inputs)).toMatchObject({ failures: [], changes: true });
    await driver.refresh("p", packageIn);
    const kept = driver.kept.get("p");
    expect(kept).toMatchObject({ id: `acme/nuget/${encodeURIComponent(name)}`, outputs: { name, packageId: 10_000 } });
    await packageIn(() => driver.startRun().preview.session).delete(kept?.id ?? "", kept?.outputs ?? {});
    expect(driver.emulator.world.package("acme", "nuget", name)).toBeUndefined();
    await driver.refresh("p", packageIn);
    expect(driver.kept.size).toBe(0);
    await driver.up("p", packageIn, inputs);
    expect(left()).toHaveLength(3);
  });

  it("has versions that are adopted, read, deleted and restored", async () => {
    const inputs = of(name, { version: "1.0.0+build 1" });
    expect(await driver.up("v", versionIn, inputs)).toMatchObject({ failures: [], changes: true });
    await driver.refresh("v", versionIn);
    const kept = driver.kept.get("v");
    expect(kept?.outputs).toMatchObject({ packageName: name, versionId: 10_001 });
    await versionIn(() => driver.startRun().preview.session).delete(kept?.id ?? "", kept?.outputs ?? {});
    expect(left()).toHaveLength(2);
    await driver.refresh("v", versionIn);
    expect(driver.kept.size).toBe(0);
    await driver.up("v", versionIn, inputs);
    expect(left()).toHaveLength(3);
  });

  it("has versions that a policy deletes, and restores when it is loosened", async () => {
    const keeps = (count: number) => keepNewest(count, { packageType: "nuget", packages: [name] });
    expect(await driver.up("r", policyIn, keeps(1))).toMatchObject({ failures: [], changes: true });
    expect(left()).toEqual(["2.0.0"]);
    expect(driver.kept.get("r")?.outputs.deleted).toEqual({ [name]: expect.anything() });
    expect(Object.keys(Object.prototype)).toEqual([]);
    expect((await driver.up("r", policyIn, keeps(1))).changes).toBe(false);
    await driver.up("r", policyIn, keeps(3));
    expect(left()).toHaveLength(3);
  });
});
