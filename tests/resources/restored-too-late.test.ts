import type { PropertyMap } from "../../provider/resources/resource";
import { type Driver, type DriverOptions, policyIn, startDriver, versionIn } from "../support/run-driver";
import { daysAgo, npmPackage, smallWorld } from "../support/small-world";

const DAY = 24 * 60 * 60 * 1000;
const listed = { behaviors: { expiredVersions: "listed" } } as const;

const old = (olderThan: string, rest: PropertyMap = {}): PropertyMap => ({
  owner: "acme",
  packageType: "npm",
  packages: ["lib"],
  minAge: "0s",
  rules: { old: { action: "delete", match: { versionNames: ["*"], olderThan } } },
  ...rest,
});

describe("rules that are loosened more than 30 days after they deleted", () => {
  let driver: Driver;
  const start = async (emulator: DriverOptions["emulator"] = {}) => {
    const names = Array.from({ length: 20 }, (_, index) => `1.${index}.0`);
    const seed = smallWorld({ packages: [npmPackage("acme", "lib", 1000, names)] });
    driver = await startDriver({ emulator: { seed, ...emulator } });
  };
  const names = () => driver.emulator.world.versions("acme", "npm", "lib").map(({ name }) => name);
  /** Twelve of twenty go: those of 50 days and more. */
  const deleteTwelve = async () => {
    await driver.up("p", policyIn, old("48d"));
    expect(names()).toHaveLength(8);
  };
  const told = async (inputs: PropertyMap) => {
    const { said, error, failures } = await driver.up("p", policyIn, inputs);
    expect({ error, failures }).toEqual({ error: undefined, failures: [] });
    return said.preview.filter((line) => line.includes("can't come back any more"));
  };
  afterEach(() => driver.close());

  const recorded =
    /^warning: retention policy \(acme, npm\): 12 versions that this policy deleted can't come back any more, .* 30 days, .*: lib 1001 \(1\.0\.0\); (?:[^;]+; ){8}lib 1010 \(1\.9\.0\) and 2 more$/;

  it("are told to bring nothing back, by how many and which, where GitHub no longer lists them", async () => {
    await start();
    await deleteTwelve();
    driver.emulator.world.advance(31 * DAY);
    expect(await told(old("3650d"))).toEqual([expect.stringMatching(recorded)]);
    expect(names()).toHaveLength(8);
  });

  it("are told so by the state, when an update that changed nothing has cleared the inputs' record", async () => {
    await start();
    await deleteTwelve();
    await driver.up("p", policyIn, old("48d"));
    expect(driver.kept.get("p")?.inputs.runs).toBeUndefined();
    await driver.refresh("p", policyIn);
    driver.emulator.world.advance(31 * DAY);
    expect(await told(old("3650d"))).toEqual([expect.stringMatching(recorded)]);
  });

  it("are told so by the plan where GitHub lists them still, of those that the new rules keep", async () => {
    await start(listed);
    await deleteTwelve();
    driver.emulator.world.advance(31 * DAY);
    const lines = await told(old("90d", { asOf: daysAgo(0) }));
    expect(lines).toEqual([
      expect.stringMatching(
        /^info: retention policy \(acme, npm\): lib: 9 versions that the new rules keep were deleted by the old ones more than 30 days ago and can't come back any more: 1004 \(1\.3\.0\); .*1012 \(1\.11\.0\)$/,
      ),
    ]);
    expect(driver.requests().filter((line) => line.startsWith("POST"))).toEqual([]);
  });

  it("are told nothing of when 30 days have not passed: then they come back", async () => {
    await start(listed);
    await deleteTwelve();
    driver.emulator.world.advance(29 * DAY);
    expect(await told(old("3650d"))).toEqual([]);
    expect(names()).toHaveLength(20);
  });

  it("are told nothing of when they stay as they were, restore nothing, or are not about the package any more", async () => {
    await start();
    await deleteTwelve();
    driver.emulator.world.advance(31 * DAY);
    const unsaid = async (inputs: PropertyMap) => {
      const before = driver.kept.get("p") as NonNullable<ReturnType<Driver["kept"]["get"]>>;
      const { preview } = driver.startRun();
      const resource = policyIn(() => preview.session);
      const { inputs: checked } = await resource.check(before.inputs, inputs);
      await resource.diff(before.id, before.outputs, checked);
      return preview.said.filter((line) => line.includes("can't come back any more"));
    };
    expect(await unsaid(old("48d", { maxDeletions: 500 }))).toEqual([]);
    expect(await unsaid(old("3650d", { restore: false }))).toEqual([]);
    expect(await unsaid(old("3650d", { packages: ["ui"] }))).toEqual([]);
    expect(await unsaid(old("3650d"))).toHaveLength(1);
  });
});

describe("a declared version that was deleted more than 30 days ago", () => {
  let driver: Driver;
  const start = async (days: number, behaviors: object = listed.behaviors, clientAheadMs = 0) => {
    const ui = npmPackage("acme", "lib", 1000, ["1.0.0", "2.0.0"]);
    const versions = ui.versions.map((version, index) =>
      index === 0 ? { ...version, deletedAt: daysAgo(days) } : version,
    );
    const seed = smallWorld({ packages: [{ ...ui, versions }] });
    driver = await startDriver({ emulator: { seed, behaviors }, clientAheadMs });
  };
  const inputs = (rest: PropertyMap = {}): PropertyMap => ({
    owner: "acme",
    packageType: "npm",
    packageName: "lib",
    version: "1.0.0",
    ...rest,
  });
  const said = ({ said: { preview } }: { said: { preview: string[] } }) => preview.join("\n");
  afterEach(() => driver.close());

  it.each([404, 400, 409, 422] as const)(
    "is told in the preview to be beyond restoring, and the failure says the same where GitHub answers %s",
    async (notRestorable) => {
      await start(31, { ...listed.behaviors, notRestorable });
      const result = await driver.up("v", versionIn, inputs());
      expect(said(result)).toMatch(
        /^warning: version 1\.0\.0 of npm package acme\/lib: deleted at 20\S+Z, more than 30 days ago, so it cannot be restored; the update looks again, and fail/,
      );
      expect(said(result)).not.toContain("restores it");
      expect(result.error).toMatchObject({ name: "ProviderError", code: "not_restorable", status: notRestorable });
      expect(result.error?.message).toMatch(
        /^restore version 1\.0\.0 of npm package acme\/lib \(id 1001, deleted at 20\S+Z\): GitHub says ".+" \(\d+\)\. It was deleted more than 30 days ago, and GitHub restores nothing after that: publish it again/,
      );
      expect(result.error?.message).not.toContain("Admin role");
    },
  );

  it("is judged by GitHub's clock, and not by this machine's", async () => {
    await start(29, listed.behaviors, 3 * DAY);
    const result = await driver.up("v", versionIn, inputs());
    expect(said(result)).toContain("the update restores it");
    expect(result.error).toBeUndefined();
  });

  it("has the other reasons in its failure when the time was not over", async () => {
    await start(3);
    driver.emulator.faults.add({
      method: "POST",
      status: 404,
      body: { message: "Package version not found.", status: "404" },
    });
    const { error } = await driver.up("v", versionIn, inputs());
    expect(error?.message).toMatch(
      /GitHub says "Package version not found\." \(404\)\. Either it was deleted more than 30 days ago, its name was published again, or this token lacks/,
    );
  });

  it("is not said to be beyond restoring when it is not to be restored", async () => {
    await start(31);
    expect(said(await driver.up("v", versionIn, inputs({ whenDeleted: "fail" })))).toContain('whenDeleted is "fail"');
  });
});
