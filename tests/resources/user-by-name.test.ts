import { PackageResource } from "../../provider/resources/package/resource";
import { PackageVersionResource } from "../../provider/resources/package-version/resource";
import type { Bag, Resource } from "../../provider/resources/resource";
import type { Session } from "../../provider/session";
import { retentionPolicy } from "../support/image-policy";
import { type Driver, startDriver } from "../support/run-driver";
import { npmPackage, smallWorld } from "../support/small-world";

const tokens = [{ token: "ghs_actions", kind: "github-actions" as const, login: "octocat", scopes: [] }];
const make = {
  package: (session: () => Session) => new PackageResource(session),
  version: (session: () => Session) => new PackageVersionResource(session),
};

describe("a GITHUB_TOKEN of a user's repository, which belongs to no user", () => {
  let driver: Driver;
  beforeEach(async () => {
    const packages = [npmPackage("octocat", "kit", 10_000, ["1.0.0", "1.1.0", "2.0.0"])];
    driver = await startDriver({ emulator: { seed: smallWorld({ packages, tokens }) }, token: "ghs_actions" });
  });
  afterEach(() => driver.close());

  const up = async (name: string, kind: (session: () => Session) => Resource, inputs: Bag) => {
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
    await up("p", make.package, { name: "kit" });
    await driver.refresh("p", make.package);
    const kept = driver.kept.get("p");
    expect(kept?.outputs).toMatchObject({ owner: "octocat", ownerType: "user", packageId: 10_000 });
    await make.package(() => driver.startRun().preview.session).delete(kept?.id ?? "", kept?.outputs ?? {});
    expect(driver.emulator.world.package("octocat", "npm", "kit")).toBeUndefined();
    await driver.refresh("p", make.package);
    expect(driver.kept.size).toBe(0);
    await up("p", make.package, { name: "kit" });
    expect(left()).toHaveLength(3);
    expectRoutes();
  });

  it("adopts, deletes and restores a version", async () => {
    await up("v", make.version, { packageName: "kit", version: "1.0.0" });
    const kept = driver.kept.get("v");
    await make.version(() => driver.startRun().preview.session).delete(kept?.id ?? "", kept?.outputs ?? {});
    expect(left()).toEqual(["2.0.0", "1.1.0"]);
    await driver.refresh("v", make.version);
    expect(driver.kept.size).toBe(0);
    await up("v", make.version, { packageName: "kit", version: "1.0.0" });
    expect(left()).toHaveLength(3);
    expectRoutes();
  });

  it("applies a policy", async () => {
    const rules = {
      newest: { action: "keep", mostRecent: { count: 1 } },
      rest: { action: "delete", match: { versionNames: ["*"] } },
    };
    await up("r", retentionPolicy, { packages: ["kit"], minAge: "0s", rules });
    expect(left()).toEqual(["2.0.0"]);
    expectRoutes();
  });
});
