import { type Emulator, startEmulator } from "../../../emulator";
import type { PackageType } from "../../../provider/model/package";
import type { PackageRef } from "../../../provider/model/reference";
import { connectTo, deletePackage, failureOf } from "./support/connect";
import { npmPackage, OWNERS, seed } from "./support/seed";

const { organization: owner } = OWNERS;

/** A slash in a name is %2F in the path, and only once: `%252F` is another name (cli/cli#10592). */
const names: ReadonlyArray<[type: PackageType, name: string, segment: string]> = [
  ["container", "repo/sub/img", "repo%2Fsub%2Fimg"],
  ["container", "a+b", "a%2Bb"],
  ["container", "it's (new)!*", "it%27s%20%28new%29%21%2A"],
  ["container", "100%", "100%25"],
  ["container", "repo%2Fimg", "repo%252Fimg"],
  ["container", "versions/restore", "versions%2Frestore"],
  ["container", "über/größe", "%C3%BCber%2Fgr%C3%B6%C3%9Fe"],
  ["container", "パッケージ", "%E3%83%91%E3%83%83%E3%82%B1%E3%83%BC%E3%82%B8"],
  ["container", "..a", "..a"],
  ["maven", "com.mycompany.app.my-app", "com.mycompany.app.my-app"],
  ["nuget", "Acme.Core", "Acme.Core"],
  ["npm", "lib-2", "lib-2"],
  ["rubygems", "name?query=1#x", "name%3Fquery%3D1%23x"],
];

describe.each(names)("%s package %s", (packageType, name, segment) => {
  let emulator: Emulator;
  const ref: PackageRef = { owner, packageType, name };

  beforeEach(async () => {
    const { versions, ...facts } = npmPackage("acme", name, 100_000, 3);
    const tagged =
      packageType === "container" ? versions.map((version) => ({ ...version, tags: [version.name] })) : versions;
    const packages = [{ ...facts, packageType, versions: tagged }];
    emulator = await startEmulator({ seed: seed({ packages }) });
  });

  afterEach(() => emulator.close());

  it(`is the path segment ${segment}, in every operation`, async () => {
    const { api } = connectTo(emulator.url);
    expect((await api.getPackage(ref)).name).toBe(name);
    expect((await api.listPackages(owner, packageType)).map((facts) => facts.name)).toContain(name);
    expect(await api.listVersions(ref)).toHaveLength(3);
    expect((await api.getVersion({ ...ref, versionId: 100_001 })).id).toBe(100_001);
    await api.deleteVersion({ ...ref, versionId: 100_001 });
    await api.restoreVersion({ ...ref, versionId: 100_001 });
    await deletePackage(api, ref);
    await api.restorePackage(ref);
    const inPath = emulator.requests.filter(({ path }) => !path.includes("?package_type"));
    expect(inPath).toHaveLength(7);
    expect(inPath.filter(({ path }) => !path.startsWith(`/orgs/acme/packages/${packageType}/${segment}`))).toEqual([]);
  });
});

describe("an npm package", () => {
  let emulator: Emulator;

  beforeEach(async () => {
    emulator = await startEmulator({ seed: seed() });
  });

  afterEach(() => emulator.close());

  it("is addressed without its scope, which is its owner", async () => {
    const { api } = connectTo(emulator.url);
    const facts = await api.getPackage({ owner, packageType: "npm", name: "@acme/lib" });
    expect(facts.name).toBe("lib");
    expect(emulator.requests[0]?.path).toBe("/orgs/acme/packages/npm/lib");
  });

  it.each(["", ".", "..", "@acme/"])("of the name %j is refused before any request", async (name) => {
    const { api } = connectTo(emulator.url);
    const ref: PackageRef = { owner, packageType: "npm", name };
    for (const work of [api.getPackage(ref), deletePackage(api, ref), api.restorePackage(ref), api.listVersions(ref)]) {
      await expect(failureOf(work)).resolves.toMatchObject({ code: "invalid" });
    }
    expect(emulator.requests).toEqual([]);
  });

  it.each([0, -1, 1.5, Number.NaN, 2 ** 53])("has no version %d: refused before any request", async (versionId) => {
    const { api } = connectTo(emulator.url);
    const ref = { owner, packageType: "npm", name: "lib", versionId } as const;
    for (const work of [api.getVersion(ref), api.deleteVersion(ref), api.restoreVersion(ref)]) {
      await expect(failureOf(work)).resolves.toMatchObject({ code: "invalid" });
    }
    expect(emulator.requests).toEqual([]);
  });
});
