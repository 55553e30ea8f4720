import type { CustomResource } from "@pulumi/pulumi";
import { Package, PackageVersion, RetentionPolicy } from "../../sdk";
import { inputsOf, registerWithMocks } from "../support/registered-inputs";
import { type Driver, packageIn, policyIn, startDriver, versionIn } from "../support/run-driver";
import { smallWorld } from "../support/small-world";

/** As programs in JavaScript call them. */
type Untyped = new (name: string, args?: object) => CustomResource;
const [AnyPackage, AnyVersion, AnyPolicy] = [Package, PackageVersion, RetentionPolicy] as unknown as Untyped[] as [
  Untyped,
  Untyped,
  Untyped,
];
const api = { owner: "acme", packageType: "container", packageName: "api" };
const ui = { owner: "acme", packageType: "npm", packages: ["ui"] };
const all = { action: "delete", match: { versionNames: ["*"] } };

describe("arguments that no type checker has seen", () => {
  let driver: Driver;
  beforeAll(async () => {
    registerWithMocks(true);
    driver = await startDriver({ emulator: { seed: smallWorld() } });
  });
  afterAll(() => driver.close());

  const failuresOf = async (type: Untyped, args?: object) => {
    const { session } = driver.startRun().preview;
    const resource = (type === AnyPackage ? packageIn : type === AnyVersion ? versionIn : policyIn)(() => session);
    const { failures } = await resource.check(undefined, await inputsOf("x", new type("x", args)));
    return failures.map(({ property, reason }) => `${property}: ${reason}`);
  };

  const TYPES = "packageType: packageType is one of npm, maven, rubygems, docker, nuget, container";
  const SELECTORS = "version: name the version by exactly one of version, tag, digest, versionId";

  it.each([
    ["a package", AnyPackage, TYPES],
    ["a version", AnyVersion, SELECTORS],
    ["a policy", AnyPolicy, TYPES],
  ])("are failures of their properties where %s has none at all", async (_, type, words) => {
    expect(await failuresOf(type)).toContainEqual(expect.stringContaining(words));
  });

  it.each<[string, Untyped, object, string[]]>([
    [
      "a package's type, name, and a misspelt property",
      AnyPackage,
      { owner: "acme", packageType: "ghcr", name: " ", whenDeletd: "fail" },
      [
        TYPES,
        "name: the package's name must not be empty",
        'whenDeletd: there is no input "whenDeletd". Did you mean "whenDeleted"?',
      ],
    ],
    [
      "a name that is encoded already, two selectors for one version, and a misspelt property",
      AnyVersion,
      { ...api, packageName: "repo%2Fweb", tag: "main", versionId: 401, tags: [] },
      [
        "packageName: the name is already URL-encoded",
        "versionId: name the version by exactly one of version, tag, digest, versionId; here are tag and versionId",
        'tags: there is no input "tags". Did you mean "tag"?',
      ],
    ],
    ["a version without a selector", AnyVersion, api, [SELECTORS]],
    [
      "a limit that is misspelt",
      AnyPolicy,
      { ...ui, onAllMatched: "error", minAge: "0s", rules: { all }, maxDeletePercents: 3 },
      ['maxDeletePercents: there is no property "maxDeletePercents" here. Did you mean "maxDeletePercent"?'],
    ],
    [
      "a condition that is misspelt, beside a package that is a number",
      AnyPolicy,
      { ...ui, packages: [7], rules: { all: { action: "delete", match: { versionNamez: ["*"] } } } },
      ['rules["all"].match.versionNamez: there is no property "versionNamez" here'],
    ],
  ])("are failures of their properties, before any request: %s", async (_, type, args, expected) => {
    driver.requests();
    const failures = await failuresOf(type, args);
    for (const words of expected) expect(failures).toContainEqual(expect.stringContaining(words));
    expect(driver.requests()).toEqual([]);
  });

  it.each<[string, () => object, string]>([
    [
      "a package by its resource's name",
      () => ({ package: "api", tag: "v1" }),
      'PackageVersion "x": "package" is a Package that this program declares. To name it, give owner, packageType and packageName.',
    ],
    [
      "a package beside its owner",
      () => ({
        package: new AnyPackage("api", { owner: "acme", packageType: "container", name: "api" }),
        owner: "acme",
        tag: "v1",
      }),
      'PackageVersion "x": give either "package" or owner, not both.',
    ],
  ])("of a version are one sentence that the program throws: %s", (_, args, words) => {
    expect(() => new AnyVersion("x", args())).toThrow(words);
  });
});
