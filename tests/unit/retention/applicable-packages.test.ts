import {
  type ApplicablePlan,
  applicablePlan,
  bindPlan,
  planRetention,
  type RetentionPlan,
} from "../../../provider/retention";
import { containerPackage, type Image, NOW } from "./building";
import { policyOf } from "./planning";

type Packages = Readonly<Record<string, readonly Image[]>>;

const inputsOf = (packages: Packages) =>
  Object.entries(packages).map(([name, images]) => containerPackage(images, { name }));

function plan(packages: Packages, raw: object = {}, previous?: object): RetentionPlan {
  const all = { everything: { action: "delete", match: { tagState: "any" } } };
  const of = (extra: object) =>
    policyOf({ packageType: "container", packages: ["**"], rules: all, onAllMatched: "deletePackage", ...extra });
  return planRetention({
    policy: of(raw),
    ...(previous && { effectivePolicy: of(previous) }),
    evaluatedAt: NOW,
    packages: inputsOf(packages),
  });
}

function look(shown: RetentionPlan, fresh: RetentionPlan, packages: Packages) {
  const inputs = inputsOf(packages);
  const confirmed: ApplicablePlan = applicablePlan(bindPlan(shown), fresh, (name, id) =>
    inputs.find((one) => one.name === name)?.versions.find((version) => version.id === id),
  );
  return {
    deletions: confirmed.deletions.map((entry) => entry.key),
    packages: confirmed.packageDeletions.map((entry) => entry.package),
    restorations: confirmed.restorations.map((entry) => entry.key),
    dropped: confirmed.dropped.map((entry) => [entry.package, entry.versionId, entry.reason]),
  };
}

const two: readonly Image[] = [
  { id: 1, label: "one", tags: ["pr-1"] },
  { id: 2, label: "two", tags: ["pr-2"] },
];
const published: Image = { id: 3, label: "published", tags: ["v1"], age: 0 };

describe("What was shown of several packages, after another look", () => {
  it("applies each whole package by what was shown of that one", () => {
    const packages = { a: two, b: two };
    expect(look(plan(packages), plan(packages), packages)).toEqual({
      deletions: ["a/1", "a/2", "b/1", "b/2"],
      packages: ["a", "b"],
      restorations: [],
      dropped: [],
    });
  });

  it("leaves the package to which something was published, and only that", () => {
    const now = { a: two, b: [...two, published] };
    expect(look(plan({ a: two, b: two }), plan(now), now)).toEqual({
      deletions: ["a/1", "a/2"],
      packages: ["a"],
      restorations: [],
      dropped: [["b", undefined, "it is not what was shown any more"]],
    });
  });

  it("says nothing of a package that was not shown, and would go as a whole by now", () => {
    const now = { a: two, b: two };
    expect(look(plan({ a: two, b: [] }), plan(now), now)).toEqual({
      deletions: ["a/1", "a/2"],
      packages: ["a"],
      restorations: [],
      dropped: [],
    });
  });

  it("restores nothing where no restoration was shown", () => {
    const deleted = { a: [published, { ...(two[0] as Image), deleted: 1 }] };
    const fresh = plan(deleted, { rules: {} }, {});
    expect(fresh.restorations).toHaveLength(1);
    expect(look(plan({ a: [published] }, { rules: {} }), fresh, deleted)).toMatchObject({
      deletions: [],
      restorations: [],
      dropped: [],
    });
  });
});
