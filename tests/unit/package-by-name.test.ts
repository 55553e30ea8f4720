import * as pulumi from "@pulumi/pulumi";
import { Package, PackageVersion, type PackageVersionArgs } from "../../sdk";

beforeAll(() =>
  pulumi.runtime.setMocks({ newResource: ({ name, inputs }) => ({ id: name, state: inputs }), call: () => ({}) }),
);

describe("a version that is declared by the name of a declared package", () => {
  const npm = { owner: "acme", packageType: "npm" as const };
  /** What the engine is told to delete it with. */
  const declare = (name: string, args: PackageVersionArgs) => {
    let found: pulumi.Resource | undefined;
    const look: pulumi.ResourceTransformation = ({ opts }) => {
      found = opts.deletedWith;
      return undefined;
    };
    new PackageVersion(name, args, { transformations: [look] });
    return found;
  };

  it("is deleted with it, like one that is declared with the package itself", () => {
    const lib = new Package("lib", { ...npm, name: "lib" });
    const { owner, packageType, name: packageName } = lib;
    expect(declare("by package", { package: lib, version: "1.0.0" })).toBe(lib);
    expect(declare("by name", { ...npm, packageName, version: "1.0.0" })).toBe(lib);
    expect(declare("by outputs", { owner, packageType, packageName, version: "1.0.0" })).toBe(lib);
  });

  it("is not, where it may be of another package, or the package is not deleted", () => {
    const { name: packageName } = new Package("other", { ...npm, name: "other" });
    expect(declare("another owner", { ...npm, owner: "globex", packageName, version: "1.0.0" })).toBeUndefined();
    expect(declare("another type", { ...npm, packageType: "nuget", packageName, version: "1.0.0" })).toBeUndefined();
    const derived = pulumi.interpolate`${packageName}-extra`;
    expect(declare("another name", { ...npm, packageName: derived, version: "1.0.0" })).toBeUndefined();
    const kept = new Package("kept", { ...npm, name: "kept" }, { retainOnDelete: true });
    expect(declare("of a kept one", { ...npm, packageName: kept.name, version: "1.0.0" })).toBeUndefined();
  });
});
