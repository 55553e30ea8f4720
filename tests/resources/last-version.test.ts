import { aPackage, aVersion, type Declared, type Kept, urnOf } from "../support/in-process/program";
import { type Driver, packageIn, startDriver, versionIn } from "../support/run-driver";
import { npmPackage, smallWorld } from "../support/small-world";

describe("the last version of a package, which GitHub deletes with the package alone", () => {
  let driver: Driver;
  const lib = { owner: "acme", packageType: "npm" };
  beforeEach(async () => {
    const packages = [npmPackage("acme", "lib", 10_000, ["1.0.0", "2.0.0"])];
    driver = await startDriver({ emulator: { seed: smallWorld({ packages }) } });
  });
  afterEach(() => driver.close());

  const adopt = async (declared: Declared) => {
    const { engine } = driver;
    expect((await engine.up([...engine.state.values(), declared])).errors).toEqual([]);
    return engine.state.get(urnOf(declared)) as Kept;
  };
  const adoptVersion = (version: string) => adopt(aVersion(version, { ...lib, packageName: "lib", version }));
  const adoptPackage = () => adopt(aPackage("lib", { ...lib, name: "lib" }));
  /** What a run deletes at once, as an engine does with what does not depend on each other. */
  const destroy = (...all: Kept[]) => {
    const { session } = driver.startRun().preview;
    const resource = ({ type }: Kept) => (type === "Package" ? packageIn : versionIn)(() => session);
    return Promise.allSettled(all.map((one) => resource(one).delete(one.id, one.outputs)));
  };

  it("goes with the package that the same run deletes beside it", async () => {
    const all = [await adoptVersion("1.0.0"), await adoptVersion("2.0.0"), await adoptPackage()];
    const results = await destroy(...all);
    expect(results.map(({ status }) => status)).toEqual(["fulfilled", "fulfilled", "fulfilled"]);
    expect(driver.emulator.world.package("acme", "npm", "lib")).toBeUndefined();
  });

  it("is refused with the way out, when the run knows of no deletion of its package", async () => {
    const [first, last] = [await adoptVersion("1.0.0"), await adoptVersion("2.0.0")];
    await destroy(first);
    const [result] = await destroy(last);
    expect(result).toMatchObject({ status: "rejected" });
    const { reason } = result as PromiseRejectedResult;
    const { message } = reason as Error;
    const refusal = "You cannot delete the last version of a package. You must delete the package instead.";
    expect(reason).toMatchObject({ code: "not_deletable", rule: "last_version", githubMessage: refusal, status: 400 });
    expect(message).toMatch(
      /^delete npm package acme\/lib, version id 10002: You cannot delete the last version of a package\. /,
    );
    expect(message).toMatch(
      /declare the version with `package` \(the Package resource\), run `pulumi up`, and then this again\. Or remove this resource alone from the state/,
    );
    expect(driver.emulator.world.versions("acme", "npm", "lib")).toHaveLength(1);
  });

  it("is refused likewise, when the deletion of its package fails", async () => {
    const [first, last, whole] = [await adoptVersion("1.0.0"), await adoptVersion("2.0.0"), await adoptPackage()];
    await destroy(first);
    const body = { message: "Forbidden" };
    driver.emulator.faults.add({
      method: "DELETE",
      route: /\/npm\/lib$/,
      status: 403,
      body,
      times: Number.POSITIVE_INFINITY,
    });
    const results = await destroy(last, whole);
    expect(results.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
    expect(driver.emulator.world.versions("acme", "npm", "lib")).toHaveLength(1);
  });
});

/** The SDK has the engine delete a version with the package that it is declared with, which sends nothing for it. */
describe("a package and versions that are declared with it", () => {
  const own = { owner: "acme", packageType: "npm" };
  let driver: Driver;
  afterEach(() => driver.close());

  it.each([
    ["the only version", ["1.0.0"], ["1.0.0"]],
    ["all versions", ["1.0.0", "1.1.0", "2.0.0"], ["1.0.0", "1.1.0", "2.0.0"]],
    ["one of two versions", ["1.0.0", "1.1.0"], ["1.1.0"]],
  ])("are destroyed by one command, %s: what it shows goes, and nothing else", async (_, published, declared) => {
    driver = await startDriver({
      emulator: { seed: smallWorld({ packages: [npmPackage("acme", "lib", 900, published)] }) },
    });
    const { engine, emulator } = driver;
    const others = () => emulator.world.snapshot().packages.filter(({ name }) => name !== "lib");
    const before = others();
    const versions = declared.map((version) =>
      aVersion(`v${version}`, { ...own, packageName: "lib", version }, { deletedWith: "lib" }),
    );
    expect((await engine.up([aPackage("lib", { ...own, name: "lib" }), ...versions])).errors).toEqual([]);
    driver.requests();
    const { preview, errors } = await engine.destroy();
    expect(errors).toEqual([]);
    const shown = preview.map(({ operation, declared: { name } }) => `${operation} ${name}`);
    expect(shown.sort()).toEqual(["delete lib", ...declared.map((version) => `delete v${version}`)]);
    expect(driver.mutations()).toEqual(["DELETE /orgs/acme/packages/npm/lib"]);
    expect(engine.state.size).toBe(0);
    expect(emulator.world.package("acme", "npm", "lib")).toBeUndefined();
    expect(others()).toEqual(before);
  });
});
