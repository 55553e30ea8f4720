import { lacksCounted } from "../../provider/lookup/counted-versions";
import type { VersionFacts } from "../../provider/model/package";
import type { PackageRef } from "../../provider/model/reference";
import { type Driver, startDriver } from "../support/run-driver";
import { smallWorld } from "../support/small-world";

/** Whether GitHub counts versions of a package that its lists lack, as the resources of a run ask it. */
describe("the lists of a package, held against GitHub's count", () => {
  const ref: PackageRef = { owner: { kind: "organization", login: "acme" }, packageType: "npm", name: "ui" };
  let driver: Driver;
  const COUNT = "GET /orgs/acme/packages/npm/ui";
  beforeEach(async () => {
    driver = await startDriver({
      config: { "github-packages:maxRetries": "0" },
      emulator: { seed: smallWorld(), behaviors: { versionCount: "active" } },
    });
  });
  afterEach(() => driver.close());
  const read = async () => {
    const { session } = driver.startRun().preview;
    const active = await session.versions.list(ref, "active");
    const lacks = (listed: readonly VersionFacts[]) => lacksCounted(session, ref, listed, []);
    driver.requests();
    return { active, short: active.slice(1), lacks };
  };

  it("are compared once, also by several at a time", async () => {
    const { active, short, lacks } = await read();
    expect(await lacks(active)).toBeUndefined();
    expect(await Promise.all([lacks(short), lacks(short)])).toEqual(
      Array(2).fill({ counted: 3, active: 2, deleted: 0 }),
    );
    expect(await lacks(short)).toEqual({ counted: 3, active: 2, deleted: 0 });
    expect(driver.requests()).toEqual([COUNT, COUNT]);
  });

  it("are compared again after a failure", async () => {
    const { short, lacks } = await read();
    driver.emulator.faults.add({ route: /\/npm\/ui$/, status: 502, times: 1 });
    await expect(lacks(short)).rejects.toThrow("502");
    expect(await lacks(short)).toEqual({ counted: 3, active: 2, deleted: 0 });
  });

  it("lack nothing of a package that is gone by now", async () => {
    const { short, lacks } = await read();
    driver.emulator.world.deletePackage("acme", "npm", "ui");
    expect(await lacks(short)).toBeUndefined();
  });
});
