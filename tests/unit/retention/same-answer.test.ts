import { type PackageInput, planRetention } from "../../../provider/retention";
import { containerPackage, digest, type Image, NOW, namedPackage, planImages } from "./building";
import { policyOf } from "./planning";

const BUILDS = { builds: { action: "delete", match: { tags: ["pr-*"] } } };
const EVERYTHING = { everything: { action: "delete", match: { tagState: "any" } } };
const stays: Image = { id: 99, label: "stays", tags: ["v1"] };

/** The younger have the smaller ids. */
const young: Image = { id: 1, label: "young", tags: ["pr-1", "pr-1-debug", "pr-1-amd64"], age: 10, children: ["part"] };
const old: Image = { id: 2, label: "old", tags: ["pr-2", "pr-2-amd64"], age: 40, children: ["part"] };
const part: Image = { id: 3, label: "part", age: 50 };

function reversed(one: PackageInput): PackageInput {
  const versions = one.versions.map((version) => ({ ...version, tags: [...(version.tags ?? [])].reverse() }));
  return { ...one, versions: versions.reverse() };
}

function frozen<T>(value: T): T {
  if (value !== null && typeof value === "object" && !(value instanceof Map)) Object.values(value).forEach(frozen);
  return Object.freeze(value);
}

describe("The same world", () => {
  const packages = ["a", "b", "c"].map((name) => containerPackage([stays, young, old, part], { name }));
  const plan = (raw: object, inputs: readonly PackageInput[]) =>
    planRetention({
      policy: policyOf({ packageType: "container", packages: ["**"], rules: BUILDS, ...raw }),
      evaluatedAt: NOW,
      packages: frozen(inputs),
    });

  it("gives the same plan, whatever the order of packages, versions and tags, and is left as it is", () => {
    const expected = plan({}, packages);
    const [b, c, a] = [packages[1], packages[2], packages[0]].map((one) => reversed(one as PackageInput));
    expect(plan({}, [b, c, a] as PackageInput[])).toEqual(expected);
    expect(expected.deletions.map(({ key }) => key)).toEqual([
      ...["a/2", "a/1", "a/3"],
      ...["b/2", "b/1", "b/3"],
      ...["c/2", "c/1", "c/3"],
    ]);
  });

  it("names tags in alphabetical order, and what needs a part in that of ids", () => {
    const one = reversed(packages[0] as PackageInput);
    expect(plan({}, [one]).deletions.map(({ versionId, tags, neededBy }) => ({ versionId, tags, neededBy }))).toEqual([
      { versionId: 2, tags: ["pr-2", "pr-2-amd64"], neededBy: [] },
      { versionId: 1, tags: ["pr-1", "pr-1-amd64", "pr-1-debug"], neededBy: [] },
      { versionId: 3, tags: [], neededBy: [1, 2] },
    ]);
  });

  it("names the versions of a package that goes as a whole in the order of ids", () => {
    const one = containerPackage([old, young, part]);
    const whole = plan({ rules: EVERYTHING, onAllMatched: "deletePackage" }, [one]);
    expect(whole.packageDeletions.map(({ versionIds }) => versionIds)).toEqual([[1, 2, 3]]);
  });
});

describe("What is not known of a package", () => {
  it("stops it where one of several rules could delete something", () => {
    const none = { nothing: { action: "delete", match: { tags: ["none"] } } };
    const unread: Image = { id: 1, label: "unread", tags: ["pr-1"], unread: true };
    expect(planImages({ rules: { ...none, ...BUILDS } }, [stays, unread]).failures).toHaveLength(1);
    expect(planImages({ rules: none }, [stays, unread]).failures).toEqual([]);
  });

  it("stops it from the moment at which something is old enough to go", () => {
    const unread = (age: number): Image => ({ id: 1, label: "unread", tags: ["pr-1"], age, unread: true });
    expect(planImages({ rules: BUILDS, minAge: "1d" }, [stays, unread(1)]).failures).toHaveLength(1);
    expect(planImages({ rules: BUILDS, minAge: "1d" }, [stays, unread(0.999)]).failures).toEqual([]);
  });

  it("is named in alphabetical order", () => {
    const labels = ["a", "b", "c"].sort((a, b) => (digest(a) < digest(b) ? 1 : -1));
    const unread = labels.map((label, id): Image => ({ id: id + 1, label, tags: [`pr-${id}`], unread: true }));
    const [failure] = planImages({ rules: BUILDS }, [stays, ...unread]).failures;
    const named = [...labels].reverse().map(digest).join(", ");
    expect(failure?.reason).toBe(
      `the manifests of ${named} are not known, so nobody can say which versions are parts of which image`,
    );
  });

  it("is not whether a name that a type without tags has twice was listed twice", () => {
    const maven = policyOf({ packageType: "maven", rules: EVERYTHING });
    const twice = namedPackage([
      ["1.0-SNAPSHOT", 20],
      ["1.0-SNAPSHOT", 10],
    ]);
    const plan = planRetention({ policy: maven, evaluatedAt: NOW, packages: [twice] });
    expect(plan.failures).toEqual([]);
    expect(plan.deletions.map(({ versionId }) => versionId)).toEqual([1]);
  });
});
