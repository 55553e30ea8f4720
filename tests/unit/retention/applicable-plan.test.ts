import { type ApplicablePlan, applicablePlan, bindPlan } from "../../../provider/retention";
import { containerPackage, type Image, planImages, replanImages } from "./building";

const BUILDS = { builds: { action: "delete", match: { tags: ["pr-*"] } } };
const LATEST: Image = { id: 99, label: "latest", tags: ["latest"], age: 1 };
const INDEX: Image = { id: 1, label: "index", tags: ["pr-1"], children: ["part"] };
const PART: Image = { id: 2, label: "part" };

/** Plans, lets the world change, and looks again. */
function lookAgain(policy: object, before: readonly Image[], after: readonly Image[]): ApplicablePlan {
  const now = containerPackage(after);
  return applicablePlan(bindPlan(planImages(policy, before)), planImages(policy, after), (_name, id) =>
    now.versions.find((version) => version.id === id),
  );
}

function outcome({ deletions, packageDeletions, dropped }: ApplicablePlan) {
  return {
    deleted: deletions.map((entry) => entry.versionId),
    packages: packageDeletions.map((entry) => entry.package),
    dropped: Object.fromEntries(dropped.map(({ versionId, reason }) => [versionId ?? "package", reason])),
  };
}

describe("What was shown, after another look", () => {
  const cases: [title: string, after: readonly Image[], deleted: number[], dropped: object][] = [
    ["is all applied when nothing has changed", [LATEST, INDEX, PART], [1, 2], {}],
    [
      "is not applied where a version has a tag that no rule matches",
      [LATEST, { ...INDEX, tags: ["pr-1", "v1"] }, PART],
      [],
      { 1: "it was pr-1 and is pr-1, v1 now", 2: "the rules keep it now" },
    ],
    [
      "is not applied where a version has another tag, although the rules match that too; its parts stay with it",
      [LATEST, { ...INDEX, tags: ["pr-1", "pr-2"] }, PART],
      [],
      { 1: "it was pr-1 and is pr-1, pr-2 now", 2: "version id 1 stays and needs it" },
    ],
    ["passes over what is gone already", [LATEST, INDEX], [1], { 2: "it is gone already" }],
    [
      "leaves a part that an image published since needs too",
      [LATEST, INDEX, PART, { id: 3, label: "published", tags: ["v2"], age: 0, children: ["part"] }],
      [1],
      { 2: "the rules keep it now" },
    ],
    [
      "leaves out what the preview did not show, and what that needs",
      [LATEST, INDEX, PART, { id: 3, label: "other", tags: ["pr-3"], children: ["part"] }],
      [1],
      { 2: "version id 3 stays and needs it" },
    ],
    [
      "does not mind that a part is told of another image",
      [LATEST, { ...INDEX, age: 99 }, PART, { id: 4, label: "shared", tags: ["pr-4"], age: 98, children: ["part"] }],
      [1],
      { 2: "version id 4 stays and needs it" },
    ],
  ];

  it.each(cases)("%s", (_title, after, deleted, dropped) => {
    expect(outcome(lookAgain({ rules: BUILDS }, [LATEST, INDEX, PART], after))).toEqual({
      deleted,
      packages: [],
      dropped,
    });
  });

  it("is applied to a part although the older of its two images went away meanwhile", () => {
    const older: Image = { id: 4, label: "older", tags: ["pr-4"], age: 200, children: ["part"] };
    expect(outcome(lookAgain({ rules: BUILDS }, [LATEST, INDEX, PART, older], [LATEST, INDEX, PART]))).toEqual({
      deleted: [1, 2],
      packages: [],
      dropped: { 4: "it is gone already" },
    });
  });

  it("leaves indexes that list each other where one of them stays", () => {
    const image: Image = { id: 5, label: "image", tags: ["pr-5"], age: 20, children: ["one"] };
    const one: Image = { id: 1, label: "one", children: ["other"] };
    const other: Image = { id: 2, label: "other", children: ["one"] };
    const unseen: Image = { id: 3, label: "unseen", tags: ["pr-3"], age: 30, children: ["other"] };
    const looked = lookAgain({ rules: BUILDS }, [LATEST, image, one, other], [LATEST, image, one, other, unseen]);
    expect(outcome(looked)).toEqual({
      deleted: [5],
      packages: [],
      dropped: { 1: "version id 2 stays and needs it", 2: "version id 3 stays and needs it" },
    });
  });

  it("applies a whole package only when it is still exactly what was shown", () => {
    const policy = { rules: { all: { action: "delete", match: { tagState: "any" } } }, onAllMatched: "deletePackage" };
    expect(outcome(lookAgain(policy, [INDEX, PART], [INDEX, PART]))).toEqual({
      deleted: [1, 2],
      packages: ["api"],
      dropped: {},
    });
    const published: Image = { id: 3, label: "published", tags: ["v2"], age: 0 };
    expect(outcome(lookAgain(policy, [INDEX, PART], [INDEX, PART, published]))).toEqual({
      deleted: [],
      packages: [],
      dropped: { package: "it is not what was shown any more" },
    });
    const retagged: Image = { ...INDEX, tags: ["v3"] };
    expect(outcome(lookAgain(policy, [INDEX, PART], [retagged, PART])).packages).toEqual([]);
  });

  it("does not turn into the deletion of a package that was not shown as one", () => {
    const policy = { rules: { all: { action: "delete", match: { tagState: "any" } } }, onAllMatched: "deletePackage" };
    const young: Image = { id: 3, label: "young", tags: ["v2"], age: 0 };
    expect(outcome(lookAgain(policy, [INDEX, PART, young], [INDEX, PART]))).toEqual({
      deleted: [],
      packages: [],
      dropped: { package: expect.stringMatching(/so it would go as a whole, which was not shown$/) },
    });
  });

  it("restores what was shown and still can be", () => {
    const before = { rules: BUILDS };
    const deleted: Image[] = [LATEST, { ...INDEX, children: [], deleted: 1 }, { ...PART, tags: ["pr-2"], deleted: 1 }];
    const shown = bindPlan(replanImages({ rules: {} }, before, deleted));
    const back: Image[] = [
      LATEST,
      { ...INDEX, children: [] },
      { ...PART, tags: ["pr-2"], deleted: 1 },
      { id: 5, label: "x", tags: ["pr-5"], deleted: 1 },
    ];
    const confirmed = applicablePlan(shown, replanImages({ rules: {} }, before, back), () => undefined);
    expect(confirmed.restorations.map((entry) => entry.versionId)).toEqual([2]);
    expect(confirmed.dropped).toEqual([
      {
        action: "restore",
        package: "api",
        versionId: 1,
        reason: "it is back already, can't be restored any more, or the rules delete it now",
      },
    ]);
  });
});
