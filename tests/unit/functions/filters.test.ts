import { type Emulator, startEmulator } from "../../../emulator";
import type { SeedPackage } from "../../../emulator/seed";
import { callFunction } from "../../../provider/hosts/program";
import { at, image, npmPackage, seed } from "../../adapter/github/support/seed";
import { failureOf, instanceFor, NOW } from "./support/call";

/** Names that a registry allows or an import has left behind: each letter that means something in a URL, a glob or a query. */
const ODD_NAMES = ["a+b", "a b", "50%", "user@host", "a/b/c", "naïve-日本", "per%2Fcent", "what?", "#1", "x&y=z"];

const SIGNATURE = `sha256-${"b".repeat(64)}.sig`;

describe("the filters of functions", () => {
  let emulator: Emulator;
  beforeAll(async () => {
    const odd = ODD_NAMES.map(
      (name, index): SeedPackage => ({
        ...npmPackage("acme", name, 50_000 + 10 * index, 1),
        packageType: "container",
        versions: [image(50_001 + 10 * index, "e", index, [`tag-${index}`])],
      }),
    );
    const packages: SeedPackage[] = [
      { ...npmPackage("acme", "open", 60_000, 2), visibility: "public" },
      { ...npmPackage("acme", "inner", 60_100, 1), visibility: "internal" },
      { ...npmPackage("acme", "jar", 60_300, 1), packageType: "maven", visibility: "private" },
      { ...npmPackage("acme", "open-jar", 60_400, 1), packageType: "maven", visibility: "public" },
      {
        ...npmPackage("acme", "signed", 60_200, 0),
        packageType: "container",
        versions: [
          image(60_201, "a", 1, ["v1.0"]),
          image(60_202, "b", 2, ["v1.1", "latest"]),
          image(60_203, "c", 3, []),
          image(60_204, "d", 4, [SIGNATURE]),
        ],
      },
    ];
    emulator = await startEmulator({ seed: seed({ packages: [...odd, ...packages] }) });
  });
  afterEach(() => emulator.clearRequests());
  afterAll(() => emulator.close());

  const names = async (args: object) => {
    const { packages } = await callFunction("getPackages", { owner: "acme", ...args }, instanceFor(emulator.url), NOW);
    return packages.map(({ packageType, name }) => `${packageType} ${name}`);
  };
  const versions = async (args: object, packageName = "signed", packageType = "container") => {
    const all = { owner: "acme", packageType, packageName, ...args };
    const found = await callFunction("getPackageVersions", all, instanceFor(emulator.url), NOW);
    return found.versions.map(({ versionId }) => versionId);
  };

  it.each([
    [{ packageType: "npm" }, ["npm inner", "npm lib", "npm open"]],
    [{ packageType: ["docker", "npm"] }, ["npm inner", "npm lib", "npm open", "docker clash"]],
    [{ packageType: "npm", visibility: "public" }, ["npm open"]],
    [{ packageType: "npm", visibility: "internal" }, ["npm inner"]],
    [{ packageType: "maven", visibility: "internal" }, ["maven jar"]],
    [{ packageType: ["npm", "docker"], packages: ["l*", "clash"] }, ["npm lib", "docker clash"]],
    [{ packageType: "npm", packages: ["@acme/lib"] }, ["npm lib"]],
    [{ packageType: "npm", excludePackages: ["in*", "lib"] }, ["npm open"]],
    [{ packageType: "container", packages: ["app/*"] }, ["container app/api"]],
    [{ packageType: "container", packages: ["a*"] }, ["container a b", "container a+b"]],
    [{ packageType: "container", packages: ["nothing-*"] }, []],
  ])("packages by %j", async (args, expected) => {
    expect((await names(args)).sort()).toEqual([...expected].sort());
  });

  it.each([
    [{}, [60_204, 60_203, 60_202, 60_201]],
    [{ tagState: "tagged" }, [60_202, 60_201]],
    [{ tagState: "untagged" }, [60_204, 60_203]],
    [{ tags: ["v1.*"] }, [60_202, 60_201]],
    [{ tags: ["latest"] }, [60_202]],
    [{ tags: ["sha256-*"] }, []],
    [{ versionNames: ["sha256:aaa*", "sha256:ddd*"] }, [60_204, 60_201]],
    [{ versionNames: ["sha256:aaa*"], tags: ["latest"] }, []],
  ])("versions by %j", async (args, expected) => {
    expect(await versions(args)).toEqual(expected);
  });

  it("versions of npm packages by their names", async () => {
    expect(await versions({ versionNames: ["1.0.[12]"] }, "lib", "npm")).toEqual([1103, 1102]);
  });

  it.each(ODD_NAMES)("a package named %j, alone, in a list and with its versions", async (name) => {
    const instance = instanceFor(emulator.url);
    const args = { owner: "acme", packageType: "container" };
    const escaped = name.replace(/[?]/g, "\\$&");
    const listed = await callFunction("getPackages", { ...args, packages: [escaped] }, instance, NOW);
    expect(listed.packages.map((found) => found.name)).toEqual([name]);
    if (/%[0-9a-f]{2}/i.test(name)) {
      expect((await failureOf("getPackage", { ...args, name }, instance)).message).toContain("already URL-encoded");
      return;
    }
    const one = await callFunction("getPackage", { ...args, name }, instance, NOW);
    expect(one).toEqual(listed.packages[0]);
    expect(one.id).toBe(`acme/container/${encodeURIComponent(name)}`);
    const index = ODD_NAMES.indexOf(name);
    const version = await callFunction(
      "getPackageVersion",
      { ...args, packageName: name, tag: `tag-${index}` },
      instance,
      NOW,
    );
    expect(version).toMatchObject({ versionId: 50_001 + 10 * index, createdAt: at(index).replace(".000", "") });
  });

  it.each([
    ["getPackage", { packageType: "npm" }, "name: the package's name must be given, as text"],
    [
      "getPackage",
      { name: "lib" },
      "packageType: packageType is one of npm, maven, rubygems, docker, nuget, container",
    ],
    [
      "getPackage",
      { packageType: "npm", nmae: "lib", name: "lib" },
      'nmae: there is no input "nmae". Did you mean "name"?',
    ],
    ["getPackage", { owner: "acme", packageType: "npm", name: "@other/lib" }, "the scope @other is not the owner acme"],
    [
      "getPackageVersion",
      { owner: "acme", packageType: "npm", packageName: "@other/lib", version: "1" },
      "the scope @other is not the owner acme",
    ],
    [
      "getPackages",
      { owner: "acme", packageType: "npm", packages: ["lib", "@other/*"] },
      "packages: the scope @other is not the owner acme",
    ],
    [
      "getPackages",
      { owner: "acme", excludePackages: ["{@acme/lib,@acme/web}"] },
      'excludePackages: "{@acme/lib,@acme/web}" has a scope within braces',
    ],
    ["getPackages", { packageType: "cargo" }, "packageType: packageType is one of npm, maven"],
    ["getPackages", { visibility: "secret" }, 'visibility: visibility is "public", "private" or "internal"'],
    ["getPackages", { packages: [] }, "packages: an empty list selects nothing: leave it out"],
    ["getPackages", { packages: ["!a"] }, 'packages: "!a" begins with "!"'],
    [
      "getPackageVersion",
      { packageType: "npm", packageName: "lib" },
      "name the version by exactly one of version, tag, digest, versionId",
    ],
    ["getPackageVersion", { packageType: "npm", packageName: "lib", tag: "v1" }, "tag: npm versions have no tag"],
    [
      "getPackageVersion",
      { packageType: "npm", packageName: "lib", version: "1", state: "gone" },
      'state: state is "active"',
    ],
    [
      "getPackageVersion",
      { packageType: "npm", packageName: "lib", version: "1", whenDeleted: "fail" },
      'there is no input "whenDeleted"',
    ],
    [
      "getPackageVersions",
      { packageType: "npm", packageName: "lib", tags: ["v*"] },
      "tags: npm versions have no tags; use versionNames",
    ],
    ["getDockerMigrationConflicts", { ownerType: "team" }, 'ownerType: ownerType is "organization" or "user"'],
  ] as const)("%s of %j says what is wrong, without a request", async (name, args, expected) => {
    const failure = await failureOf(name, args, instanceFor(emulator.url));
    expect(failure.code).toBe("invalid");
    expect(failure.message).toContain(`read the arguments of ${name}: `);
    expect(failure.message).toContain(expected);
    expect(emulator.requests).toEqual([]);
  });

  it.each([
    ["getPackage", { packageType: "npm", name: "@other/lib" }],
    ["getPackageVersion", { packageType: "npm", packageName: "@other/lib", version: "1.0.0" }],
    ["getPackageVersions", { packageType: "npm", packageName: "@other/lib" }],
    ["getPackages", { packages: ["@other/lib"] }],
    ["getPackages", { packageType: "npm", excludePackages: ["@other/lib"] }],
  ] as const)("%s of %j without an owner is about nobody else's scope", async (name, args) => {
    const words = (owner: string) => `the scope @other is not the owner ${owner}`;
    const configured = await failureOf(name, args, instanceFor(emulator.url, { args: { owner: "acme" } }));
    expect(configured.message).toContain(words("acme"));
    expect(emulator.requests).toEqual([]);
    const own = await failureOf(name, args, instanceFor(emulator.url));
    expect({ code: own.code, message: own.message }).toEqual({
      code: "invalid",
      message: expect.stringContaining(words("octocat")),
    });
    expect(emulator.requests.filter(({ path }) => path.includes("/packages"))).toEqual([]);
  });

  it("an npm name may have the scope of the owner that is meant", async () => {
    const own = await callFunction(
      "getPackage",
      { packageType: "npm", name: "@Octocat/lib" },
      instanceFor(emulator.url),
      NOW,
    );
    expect(own.id).toBe("octocat/npm/lib");
    const container = { owner: "acme", packageType: "container", packages: ["@other/*"] };
    expect((await callFunction("getPackages", container, instanceFor(emulator.url), NOW)).packages).toEqual([]);
  });

  it("what is not there is said to be not there, and by which handle a deleted version can be found", async () => {
    const instance = instanceFor(emulator.url);
    const absent = await failureOf("getPackage", { owner: "acme", packageType: "npm", name: "none" }, instance);
    expect(absent.message).toMatch(
      /^read npm package acme\/none: GitHub knows no such package, or the token may not see it\./,
    );
    const of = { owner: "acme", packageType: "container", packageName: "app/api", tag: "v3" };
    const deleted = await failureOf("getPackageVersion", of, instance);
    expect(deleted.message).toBe(
      'read tag v3 of container package acme/app/api: no version that is active goes by it. With state "all", deleted ones are looked at as well.',
    );
    expect(await callFunction("getPackageVersion", { ...of, state: "all" }, instance, NOW)).toMatchObject({
      versionId: 1204,
      state: "deleted",
    });
    const nobody = await failureOf("getPackages", { owner: "nobody" }, instance);
    expect(nobody.message).toMatch(/There is no account nobody on 127\.0\.0\.1/);
    const empty = await failureOf(
      "getPackageVersions",
      { owner: "acme", packageType: "npm", packageName: "none" },
      instance,
    );
    expect({ code: empty.code, message: empty.message }).toEqual({
      code: "not_found",
      message: expect.stringContaining("Package not found. (404 GET /orgs/acme/packages/npm/none/versions)"),
    });
  });
});
