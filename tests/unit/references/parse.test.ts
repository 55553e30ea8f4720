import fc from "fast-check";
import { PACKAGE_TYPES, type PackageType } from "../../../provider/model/package";
import { InUse, parseReference } from "../../../provider/references";

const DIGEST = `sha256:${"0123456789abcdef".repeat(4)}`;
const every = { kind: "every" };
const tag = (value: string) => ({ kind: "tag", value });
const digest = { kind: "digest", value: DIGEST };
const version = (value: string) => ({ kind: "version", value });

const IMAGES: [text: string, path: string, meaning: object][] = [
  ["ghcr.io/acme/api:v1.4.2", "ghcr.io/acme/api", tag("v1.4.2")],
  [`ghcr.io/acme/api@${DIGEST}`, "ghcr.io/acme/api", digest],
  [`ghcr.io/acme/api:v1.4.2@${DIGEST}`, "ghcr.io/acme/api", digest],
  ["acme/api:v1", "acme/api", tag("v1")],
  ["api:v1", "api", tag("v1")],
  ["ghcr.io/acme/api", "ghcr.io/acme/api", tag("latest")],
  ["ghcr.io/Acme/Shop/API:V1", "ghcr.io/acme/shop/api", tag("V1")],
  ["containers.octo.ghe.com/acme/api:v1", "containers.octo.ghe.com/acme/api", tag("v1")],
  ["localhost:5000/acme/api:v1", "localhost:5000/acme/api", tag("v1")],
  ["127.0.0.1:5000/acme/api", "127.0.0.1:5000/acme/api", tag("latest")],
  ["docker://ghcr.io/acme/api:v1", "ghcr.io/acme/api", tag("v1")],
  ["oci://ghcr.io/acme/charts/api:1.2.3", "ghcr.io/acme/charts/api", tag("1.2.3")],
  [`docker-pullable://ghcr.io/acme/api@${DIGEST.toUpperCase().replace("SHA", "sha")}`, "ghcr.io/acme/api", digest],
  ["ghcr.io/acme/api:v*", "ghcr.io/acme/api", tag("v*")],
  ["ghcr.io/acme/*:v1", "ghcr.io/acme/*", tag("v1")],
  ["*/api:v1", "*/api", tag("v1")],
  ["ghcr.io/acme/api:*", "ghcr.io/acme/api", every],
  ["ghcr.io/acme/api:*@*", "ghcr.io/acme/api", every],
];

const VERSIONS: [type: PackageType, text: string, path: string, meaning: object][] = [
  ["npm", "@acme/lib@1.4.2", "acme/lib", version("1.4.2")],
  ["npm", "npm:@Acme/lib@1.4.2", "acme/lib", version("1.4.2")],
  ["npm", "@acme/lib@^1.4.0", "acme/lib", { kind: "range", value: "^1.4.0" }],
  ["npm", "@acme/lib@next", "acme/lib", every],
  ["npm", "@acme/lib", "acme/lib", every],
  ["npm", "https://npm.pkg.github.com/download/@acme/lib/1.4.2/0a1b2c", "acme/lib", version("1.4.2")],
  ["maven", "com.acme.lib:1.4.2", "com.acme.lib", version("1.4.2")],
  ["maven", "com.acme:lib:1.4.2", "com.acme.lib", version("1.4.2")],
  ["maven", "com.acme:lib:jar:tests:1.4.2-SNAPSHOT", "com.acme.lib", version("1.4.2-SNAPSHOT")],
  ["maven", "com.acme:lib:1.4.2@aar", "com.acme.lib", version("1.4.2")],
  ["maven", "com.acme:lib:1.+", "com.acme.lib", version("1.*")],
  ["maven", "com.acme:lib:[1.0,2.0)", "com.acme.lib", every],
  ["maven", "com.acme.lib", "com.acme.lib", every],
  ["nuget", "Acme.Lib@1.4.2", "acme.lib", version("1.4.2")],
  ["nuget", "Acme.Lib 1.4.2", "acme.lib", version("1.4.2")],
  ["nuget", "Acme.Lib/[1.4.2]", "acme.lib", version("1.4.2")],
  ["nuget", "Acme.Lib [1.0,2.0)", "acme.lib", every],
  ["nuget", "Acme.Lib 1.*", "acme.lib", version("1.*")],
  ["rubygems", "acme-lib@1.4.2", "acme-lib", version("1.4.2")],
  ["rubygems", "acme-lib (= 1.4.2)", "acme-lib", version("1.4.2")],
  ["rubygems", "acme-lib (~> 1.4)", "acme-lib", every],
];

describe("a reference", () => {
  it.each(IMAGES)("to an image is read as people write it: %s", (text, path, meaning) => {
    expect(parseReference(text, "container")).toEqual([expect.objectContaining({ path, meaning })]);
  });

  it.each(VERSIONS)("to a version of an %s package is read as people write it: %s", (type, text, path, meaning) => {
    expect(parseReference(text, type)).toEqual([expect.objectContaining({ path, meaning })]);
  });

  it("may mean two things, and means both", () => {
    const maven = parseReference("com.acme:lib", "maven")?.map(({ path, meaning }) => [path, meaning]);
    expect(maven).toEqual([
      ["com.acme", version("lib")],
      ["com.acme.lib", every],
    ]);
    const docker = parseReference("docker.pkg.github.com/acme/shop/api:1.4.2", "docker")?.map(({ path }) => path);
    expect(docker).toEqual(["docker.pkg.github.com/acme/shop/api", "docker.pkg.github.com/acme/api"]);
  });

  it.each([
    "",
    "ghcr.io/acme/api:",
    "ghcr.io/acme/api@sha256:0123",
    "ghcr.io//api:v1",
    "$IMAGE",
    "ghcr.io/acme/api:v1 # comment",
    "a\nb",
    "x".repeat(2_000),
  ])("that no type can read is none: %j", (text) => {
    for (const type of PACKAGE_TYPES) expect(parseReference(text, type)).toBeUndefined();
  });

  it("of another type is none of this type's", () => {
    expect(parseReference("@acme/lib@1.4.2", "container")).toEqual([]);
    expect(parseReference("ghcr.io/acme/api:v1", "npm")).toEqual([]);
  });

  it("is read in any text without a failure, and in bearable time", () => {
    const pieces = fc.constantFrom(
      "ghcr.io/",
      "acme",
      "/",
      ":",
      "@",
      "*",
      "-",
      "_",
      ".",
      "sha256:",
      "v1",
      "[",
      "(",
      " ",
      "\u202e",
      "$",
    );
    const hostile = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.array(pieces, { maxLength: 400 }).map((all) => all.join("")),
    );
    fc.assert(
      fc.property(hostile, fc.constantFrom(...PACKAGE_TYPES), (text, type) => {
        for (const { path } of parseReference(text, type) ?? []) expect(path).not.toBe("");
      }),
    );
  });
});

describe("what is in use of a package", () => {
  const ref = { hosts: ["ghcr.io"], login: "Acme", name: "shop/api" };
  const versions = [
    { id: 1, name: DIGEST, tags: ["v1.0.0", "latest"] },
    { id: 2, name: `sha256:${"1".repeat(64)}`, tags: ["v1.1.0"] },
    { id: 3, name: `sha256:${"2".repeat(64)}`, tags: [] },
  ];
  const used = (...references: string[]) =>
    [
      ...new InUse(
        "container",
        references.map((reference) => ({ reference })),
      )
        .of(ref, versions)
        .inUse.keys(),
    ].sort();

  it.each<[string, number[]]>([
    ["ghcr.io/acme/shop/api:v1.0.0", [1]],
    [`ghcr.io/acme/shop/api:v1.1.0@${DIGEST}`, [1]],
    ["ghcr.io/acme/shop/api", [1]],
    ["ghcr.io/acme/shop/api:v1.*", [1, 2]],
    ["ghcr.io/acme/*:v1.1.0", [2]],
    ["*/shop/api:*", [1, 2, 3]],
    ["acme/shop/api:v1.1.0", [2]],
    ["shop/api:v1.1.0", [2]],
    ["ghcr.io/acme/api:v1.1.0", []],
    ["ghcr.io/other/shop/api:v1.1.0", []],
    ["docker.io/acme/shop/api:v1.1.0", []],
    ["@acme/shop@1.0.0", []],
  ])("is what a reference means: %s", (reference, ids) => {
    expect(used(reference)).toEqual(ids);
  });

  it("tells where, the first of several places and how many more, and what is not there", () => {
    const found = new InUse("container", [
      { reference: "ghcr.io/acme/shop/api:v1.1.0", foundAt: "b.yaml:2" },
      { reference: "acme/shop/api:v1.1.0", foundAt: "a.yaml:1" },
      { reference: "ghcr.io/acme/shop/api:v9", foundAt: "a.yaml:7" },
      { reference: "ghcr.io/acme/shop/api:v9*", foundAt: "a.yaml:8" },
    ]).of(ref, versions);
    expect([...found.inUse]).toEqual([[2, "a.yaml:1 and 1 more place"]]);
    expect(found.missing.map(({ reference, by }) => [reference, by])).toEqual([
      ["ghcr.io/acme/shop/api:v9", "a.yaml:7"],
    ]);
    expect(found.missing[0]?.among([{ id: 9, name: "x", tags: ["v9"] }])).toHaveLength(1);
  });

  it("compares versions as their registry does", () => {
    const of = (type: PackageType, reference: string, ...names: string[]) =>
      new InUse(type, [{ reference }]).of(
        { hosts: [], login: "acme", name: "Acme.Lib" },
        names.map((name, id) => ({ id, name })),
      ).inUse.size;
    expect(of("nuget", "acme.lib@1.4", "1.4.0", "1.4.0.0", "1.4.1", "1.4.0-RC")).toBe(2);
    expect(of("nuget", "Acme.Lib@1.4.0-rc", "1.4.0", "1.4.0-RC")).toBe(1);
    expect(of("npm", "Acme.Lib@^1.4.0", "1.4.0", "1.9.0", "2.0.0", "1.5.0-rc.1", "no version")).toBe(3);
    expect(of("maven", "acme:lib:1.+", "1.4.0", "1.9", "2.0")).toBe(2);
  });

  it("leaves out what was found to be of another type", () => {
    const references = [{ reference: "acme:1.0.0", packageType: "rubygems" as const }];
    const package_ = { hosts: [], login: "acme", name: "acme" };
    const its = [{ id: 1, name: "1.0.0", tags: ["1.0.0"] }];
    expect(new InUse("container", references).of(package_, its).inUse.size).toBe(0);
    expect(new InUse("rubygems", references).of(package_, its).inUse.size).toBe(1);
  });
});
