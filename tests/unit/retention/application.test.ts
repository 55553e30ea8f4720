import { needsManifests, planRetention } from "../../../provider/retention";
import { containerPackage, type Image, NOW, planImages, replanImages } from "./building";
import { policyOf, restoredIds } from "./planning";

const BUILDS = { builds: { action: "delete", match: { tags: ["pr-*"] } } };
const stays: Image = { id: 99, label: "stays", tags: ["v1"] };

/** Two images whose parts are not as old as they are. */
const first: Image = { id: 1, label: "first", tags: ["pr-1"], age: 40, children: ["newest", "shared"] };
const second: Image = { id: 2, label: "second", tags: ["pr-2"], age: 30, children: ["oldest", "shared"] };
const newest: Image = { id: 3, label: "newest", age: 10 };
const oldest: Image = { id: 4, label: "oldest", age: 50 };
const shared: Image = { id: 5, label: "shared", age: 45 };
const images = [newest, oldest, shared, second, first];

describe("The order of application", () => {
  const ids = (entries: readonly { readonly versionId: number }[]) => entries.map(({ versionId }) => versionId);

  it("is each image before its parts, the oldest image first, and each part right after the last image that needs it", () => {
    expect(ids(planImages({ rules: BUILDS }, [stays, ...images]).deletions)).toEqual([1, 3, 2, 4, 5]);
  });

  it("of restorations is the other way round", () => {
    const deleted = images.map((image) => ({ ...image, deleted: 1 }));
    expect(ids(replanImages({ rules: {} }, { rules: BUILDS }, [stays, ...deleted]).restorations)).toEqual([
      5, 4, 2, 3, 1,
    ]);
  });

  it("leaves out parts that stay, in whatever order they hang together", () => {
    const keep = { ...BUILDS, keep: { action: "keep", match: { tags: ["keep"] } } };
    const kept = { ...shared, tags: ["keep"] };
    expect(ids(planImages({ rules: keep }, [stays, newest, oldest, kept, second, first]).deletions)).toEqual([
      1, 3, 2, 4,
    ]);
  });
});

describe("What an interrupted apply deleted by rules that never came into effect", () => {
  const overruled = new Map([[1, "builds"]]);
  const gone: Image = { id: 1, label: "gone", tags: ["pr-1"], deleted: 1 };
  const plan = (deleted: Image, raw: object = {}) =>
    planRetention({
      policy: policyOf({ packageType: "container", rules: {}, ...raw }),
      evaluatedAt: NOW,
      packages: [containerPackage([stays, deleted], { deletedByUnappliedRules: overruled })],
    });

  it("comes back where the rules keep it", () => {
    expect(restoredIds(plan(gone))).toEqual([1]);
    expect(restoredIds(plan(gone, { rules: BUILDS }))).toEqual([]);
    expect(restoredIds(plan({ ...gone, id: 2 }))).toEqual([]);
  });

  it("is not judged by tags that nobody knows", () => {
    const packages = [containerPackage([stays, gone], { deletedByUnappliedRules: overruled })].map((one) => ({
      ...one,
      deletedVersions: one.deletedVersions?.map(({ tags: _, ...version }) => version) ?? [],
    }));
    const policy = policyOf({ packageType: "container", rules: BUILDS });
    const { restorations, summaries } = planRetention({ policy, evaluatedAt: NOW, packages });
    expect(restorations).toEqual([]);
    expect(summaries[0]?.unjudgeable).toEqual([
      expect.objectContaining({ versionId: 1, reason: "its tags are not known, and rules ask about tags" }),
    ]);
  });
});

describe("Manifests", () => {
  const input = (deleted: readonly Image[], rules: object, previous?: object) => {
    const one = containerPackage([stays, ...deleted]);
    const policy = policyOf({ packageType: "container", rules });
    const before = previous && policyOf({ packageType: "container", rules: previous });
    return needsManifests(
      { policy, ...(before && { effectivePolicy: before }), evaluatedAt: NOW, packages: [one] },
      one,
    );
  };

  it("are needed to restore where a deleted version is listed, and only there", () => {
    const gone: Image = { id: 1, label: "gone", tags: ["pr-1"], deleted: 1 };
    expect(input([gone], {}, BUILDS)).toBe(true);
    expect(input([], {}, BUILDS)).toBe(false);
    expect(input([gone], {})).toBe(false);
  });

  it("are not needed to restore where no listing of what is deleted was given", () => {
    const { deletedVersions: _, ...one } = containerPackage([stays]);
    const policies = {
      policy: policyOf({ packageType: "container", rules: {} }),
      effectivePolicy: policyOf({ packageType: "container", rules: BUILDS }),
    };
    expect(needsManifests({ ...policies, evaluatedAt: NOW, packages: [one] }, one)).toBe(false);
  });

  it("that are not known stop a package, whose failure names three and counts the others", () => {
    const unread = [1, 2, 3, 4, 5].map((id): Image => ({ id, label: `${id}`, tags: [`pr-${id}`], unread: true }));
    const reason = (count: number) =>
      planImages({ rules: BUILDS }, [stays, ...unread.slice(0, count)]).failures[0]?.reason;
    expect(reason(5)).toMatch(/^the manifests of sha256:\w+, sha256:\w+, sha256:\w+ and 2 more are not known, /);
    expect(reason(3)).toMatch(/^the manifests of sha256:\w+, sha256:\w+, sha256:\w+ are not known, /);
  });
});
