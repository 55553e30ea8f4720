import type { World } from "../../emulator";
import type { PropertyMap } from "../../provider/resources/resource";
import { type Driver, type DriverOptions, type Meanwhile, policyIn, startDriver } from "../support/run-driver";
import { daysAgo, npmPackage, smallWorld } from "../support/small-world";

const VERSIONS = 250;
const LIST = "GET /orgs/acme/packages/npm/lib/versions?state=active&per_page=100&page=";

/** Deletes the two oldest, which are on the third page of three, and prereleases. */
const POLICY: PropertyMap = {
  owner: "acme",
  ownerType: "organization",
  packageType: "npm",
  packages: ["lib"],
  minAge: "0s",
  rules: {
    oldest: { action: "delete", match: { versionNames: ["1.0.0", "1.1.0"] } },
    prereleases: { action: "delete", match: { prerelease: true } },
  },
};

describe("Deletions of a policy that judges each version by itself", () => {
  let driver: Driver;
  afterEach(() => driver.close());
  const start = async (options: DriverOptions = {}) => {
    const names = Array.from({ length: VERSIONS }, (_, index) => `1.${index}.0`);
    driver = await startDriver({
      ...options,
      emulator: { seed: smallWorld({ packages: [npmPackage("acme", "lib", 10_000, names)] }) },
    });
  };
  const names = () => driver.emulator.world.versions("acme", "npm", "lib").map(({ name }) => name);
  const world = (): World => driver.emulator.world;
  const idOf = (name: string) =>
    Number(
      world()
        .versions("acme", "npm", "lib")
        .find((version) => version.name === name)?.id,
    );
  /** The lists of an update, and what it said. */
  const update = async (meanwhile: Meanwhile, inputs = POLICY) => {
    const { between, ...rest } = meanwhile;
    const result = await driver.up("p", policyIn, inputs, {
      between: async () => {
        driver.requests();
        await between?.();
      },
      ...rest,
    });
    expect(result.failures).toEqual([]);
    const lists = driver.requests().filter((line) => line.startsWith(LIST));
    return {
      pages: lists.map((line) => line.slice(LIST.length)),
      said: result.said.update.join("\n"),
      error: result.error,
    };
  };

  it("take one request beside the deletions: that of the page that they are on", async () => {
    await start();
    expect(await update({})).toMatchObject({ pages: ["3"] });
    expect(names()).toHaveLength(VERSIONS - 2);
    expect(names()).not.toContain("1.0.0");
  });

  it("take that request also where the preview was long ago, after the listing that the update then plans by", async () => {
    await start();
    const { pages } = await update({ between: () => world().advance(6 * 60_000) });
    expect(pages).toEqual(["1", "3", "2", "1", "3"]);
    expect(names()).toHaveLength(VERSIONS - 2);
  });

  it.each<[string, (world: World) => unknown, number]>([
    ["is published", (one) => one.publish("acme", "npm", "lib", { name: "2.0.0" }), VERSIONS - 1],
    ["goes from the first page", (one) => one.deleteVersion("acme", "npm", "lib", idOf("1.249.0")), VERSIONS - 3],
    ["goes from the page in between", (one) => one.deleteVersion("acme", "npm", "lib", idOf("1.120.0")), VERSIONS - 3],
  ])("look at the whole package where something %s meanwhile, and delete what was shown", async (_, act, left) => {
    await start();
    const { pages, error } = await update({ beforeApply: () => act(world()) });
    expect(error).toBeUndefined();
    expect(pages.slice(0, 4)).toEqual(["3", "1", "3", "2"]);
    expect(names()).toHaveLength(left);
    expect(names()).not.toContain("1.0.0");
    expect(names()).not.toContain("1.1.0");
  });

  it("notice that somebody else was first", async () => {
    await start();
    const { said } = await update({
      beforeApply: () => world().deleteVersion("acme", "npm", "lib", idOf("1.1.0")),
    });
    expect(said).toMatch(/lib \d+ was planned and is left: it is gone already/);
    expect(names()).toHaveLength(VERSIONS - 2);
  });

  it("leave what would go by now and was not shown, and count it", async () => {
    await start();
    const { said } = await update({
      beforeApply: () => world().publish("acme", "npm", "lib", { name: "2.0.0-rc.1", createdAt: daysAgo(1) }),
    });
    expect(said).toContain("1 more versions would go by now. The preview did not show them");
    expect(names()).toContain("2.0.0-rc.1");
  });

  it("keep the newest, where somebody has deleted all that was to stay", async () => {
    await start({ config: { "github-packages:pointsPerMinute": "0" } });
    const all = { ...POLICY, maxDeletions: 1000, rules: { all: { action: "delete", match: { versionNames: ["*"] } } } };
    await update({ beforeApply: () => world().deleteVersion("acme", "npm", "lib", idOf("1.249.0")) }, all);
    expect(names()).toEqual(["1.248.0"]);
  });

  it("keep the newest also where what somebody has deleted was the oldest, on the last page", async () => {
    await start({ config: { "github-packages:pointsPerMinute": "0" } });
    const allButOldest = { action: "delete", match: { versionNames: ["1.[1-9]*"] } };
    const inputs = { ...POLICY, maxDeletions: 1000, rules: { "all but the oldest": allButOldest } };
    await update({ beforeApply: () => world().deleteVersion("acme", "npm", "lib", idOf("1.0.0")) }, inputs);
    expect(names()).toEqual(["1.249.0"]);
  });

  it.each<[string, PropertyMap]>([
    [
      "counts the newest",
      { rules: { ...(POLICY.rules as object), newest: { action: "keep", mostRecent: { count: 9 } } } },
    ],
    ["may skip a package", { onUnreadable: "skipPackage" }],
    ["may delete the package", { onAllMatched: "deletePackage" }],
  ])("are preceded by a look at all of the package where the policy %s", async (_, rest) => {
    await start();
    const { pages } = await update({}, { ...POLICY, ...rest });
    expect(pages).toEqual(["1", "1", "3", "2", "1"]);
    expect(names()).toHaveLength(VERSIONS - 2);
  });
});
