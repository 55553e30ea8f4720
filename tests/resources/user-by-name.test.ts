import type { Behaviors } from "../../emulator";
import type { PropertyMap } from "../../provider/resources/resource";
import { type Driver, type Make, packageIn, policyIn, startDriver, versionIn } from "../support/run-driver";
import { npmPackage, smallWorld } from "../support/small-world";

const tokens = [{ token: "ghs_actions", kind: "github-actions" as const, login: "octocat", scopes: [] }];
describe("another user's packages, where the server does what GitHub may do", () => {
  let driver: Driver;
  const start = async (behaviors: Partial<Behaviors>) => {
    const packages = [
      npmPackage(
        "octocat",
        "kit",
        10_000,
        Array.from({ length: 40 }, (_, index) => `1.${index}.0`),
      ),
    ];
    const emulator = { seed: smallWorld({ packages, tokens }), behaviors };
    driver = await startDriver({ emulator, token: "ghs_actions", config: { "github-packages:maxRetries": "0" } });
  };
  afterEach(() => driver.close());
  const of = { owner: "octocat", packageType: "npm" };
  const count = () => driver.emulator.world.versions("octocat", "npm", "kit").length;
  const rules = { rest: { action: "delete", match: { versionNames: ["*"] } } };

  it("deletes nothing by a list that is cut off", async () => {
    await start({ userVersionQuery: "ignored" });
    const policy = { ...of, packages: ["kit"], minAge: "0s", rules };
    const { failures, error } = await driver.up("r", policyIn, policy);
    expect(`${JSON.stringify(failures)} ${error?.message}`).toContain("the server takes no pages under /users");
    expect(count()).toBe(40);
  });

  it("forgets no version because a list is cut off", async () => {
    await start({});
    await driver.up("v", versionIn, { ...of, packageName: "kit", version: "1.0.0" });
    const { outputs } = driver.kept.get("v") ?? {};
    await driver.close();
    const kept = driver.kept;
    await start({ userVersionQuery: "ignored" });
    for (const [name, one] of kept) driver.kept.set(name, one);
    driver.emulator.faults.add({
      route: /versions\/\d+$/,
      status: 404,
      body: { message: "Package version not found." },
      times: 9,
    });
    await expect(driver.refresh("v", versionIn)).rejects.toThrow(/takes no pages|sent without a time of its deletion/);
    expect(driver.kept.get("v")?.outputs).toEqual(outputs);
  });

  it("forgets no private package that a list has and a look-up hides", async () => {
    await start({});
    await driver.up("p", packageIn, { ...of, name: "kit" });
    const kept = driver.kept;
    await driver.close();
    await start({ userPrivatePackages: "hidden" });
    for (const [name, one] of kept) driver.kept.set(name, one);
    await expect(driver.refresh("p", packageIn)).rejects.toThrow(/octocat\/kit/);
    expect(driver.kept.has("p")).toBe(true);
  });

  it.each([400, 404, 409, 422] as const)(
    "says why what is lost can't be restored, whatever the status: %i",
    async (notRestorable) => {
      await start({ notRestorable });
      driver.emulator.world.deletePackage("octocat", "npm", "kit");
      driver.emulator.world.advance(31 * 24 * 60 * 60 * 1000);
      const { error } = await driver.up("p", packageIn, { ...of, name: "kit" });
      expect(error?.message).toMatch(/^restore npm package octocat\/kit: .*30 days/);
      expect(driver.kept.size).toBe(0);
    },
  );
});

describe("a GITHUB_TOKEN of a user's repository, which belongs to no user", () => {
  let driver: Driver;
  beforeEach(async () => {
    const packages = [npmPackage("octocat", "kit", 10_000, ["1.0.0", "1.1.0", "2.0.0"])];
    driver = await startDriver({ emulator: { seed: smallWorld({ packages, tokens }) }, token: "ghs_actions" });
  });
  afterEach(() => driver.close());

  const up = async (name: string, kind: Make, inputs: PropertyMap) => {
    const result = await driver.up(name, kind, { owner: "octocat", packageType: "npm", ...inputs });
    expect({ failures: result.failures, error: result.error }).toEqual({ failures: [], error: undefined });
  };
  const left = () => driver.emulator.world.versions("octocat", "npm", "kit").map(({ name }) => name);
  /** Everything about packages goes by the user's name. */
  const expectRoutes = () => {
    const routes = driver.requests().filter((line) => line.includes("/packages"));
    expect(routes.length).toBeGreaterThan(0);
    expect(routes.filter((line) => !line.includes(" /users/octocat/packages"))).toEqual([]);
  };

  it("adopts, reads, deletes and restores a package", async () => {
    await up("p", packageIn, { name: "kit" });
    await driver.refresh("p", packageIn);
    const kept = driver.kept.get("p");
    expect(kept?.outputs).toMatchObject({ owner: "octocat", ownerType: "user", packageId: 10_000 });
    await packageIn(() => driver.startRun().preview.session).delete(kept?.id ?? "", kept?.outputs ?? {});
    expect(driver.emulator.world.package("octocat", "npm", "kit")).toBeUndefined();
    await driver.refresh("p", packageIn);
    expect(driver.kept.size).toBe(0);
    await up("p", packageIn, { name: "kit" });
    expect(left()).toHaveLength(3);
    expectRoutes();
  });

  it("adopts, deletes and restores a version", async () => {
    await up("v", versionIn, { packageName: "kit", version: "1.0.0" });
    const kept = driver.kept.get("v");
    await versionIn(() => driver.startRun().preview.session).delete(kept?.id ?? "", kept?.outputs ?? {});
    expect(left()).toEqual(["2.0.0", "1.1.0"]);
    await driver.refresh("v", versionIn);
    expect(driver.kept.size).toBe(0);
    await up("v", versionIn, { packageName: "kit", version: "1.0.0" });
    expect(left()).toHaveLength(3);
    expectRoutes();
  });

  it("applies a policy", async () => {
    const rules = {
      newest: { action: "keep", mostRecent: { count: 1 } },
      rest: { action: "delete", match: { versionNames: ["*"] } },
    };
    await up("r", policyIn, { packages: ["kit"], minAge: "0s", rules });
    expect(left()).toEqual(["2.0.0"]);
    expectRoutes();
  });
});
