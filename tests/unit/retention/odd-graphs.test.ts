import { type Image, planImages, replanImages } from "./building";
import { deletedIds, restoredIds } from "./planning";

const UNTAGGED = { untagged: { action: "delete", match: { tagState: "untagged" } } };
const BUILDS = { builds: { action: "delete", match: { tags: ["pr-*"] } } };
const stays: Image = { id: 9, label: "stays", tags: ["v9"] };

describe("Indexes that list each other", () => {
  const ring: readonly Image[] = [
    { id: 1, label: "a", children: ["b"] },
    { id: 2, label: "b", children: ["a", "part"] },
    { id: 3, label: "part" },
  ];

  it("stay where nothing that goes needs them, and so do their parts", () => {
    const plan = planImages({ rules: UNTAGGED }, [stays, ...ring]);
    expect(deletedIds(plan)).toEqual([]);
    expect(plan.summaries[0]?.keptOtherwise).toEqual({ needed: 3, unmatched: 1 });
  });

  it("keep a part that an image which goes needs too", () => {
    const image: Image = { id: 4, label: "image", tags: ["pr-4"], children: ["part"] };
    expect(deletedIds(planImages({ rules: BUILDS }, [stays, ...ring, image]))).toEqual([4]);
  });

  it("stay with an image that needs one of them, and go with it, each told once", () => {
    const image: Image = { id: 4, label: "image", tags: ["pr-4"], children: ["a"] };
    expect(deletedIds(planImages({ rules: UNTAGGED }, [stays, ...ring, image]))).toEqual([]);
    const plan = planImages({ rules: BUILDS }, [stays, ...ring, image]);
    expect(plan.deletions.map(({ versionId, with: image }) => [versionId, image])).toEqual([
      [4, undefined],
      [1, 4],
      [2, 4],
      [3, 4],
    ]);
  });

  it("come back together, and do not come back for ever", () => {
    const deleted = ring.map((image) => ({ ...image, deleted: 1 }));
    const image: Image = { id: 4, label: "image", tags: ["pr-4"], children: ["a"], deleted: 1 };
    const plan = replanImages({ rules: {} }, { rules: BUILDS }, [stays, ...deleted, image]);
    expect(restoredIds(plan)).toEqual([1, 2, 3, 4]);
  });
});

describe("What a kept attachment is of", () => {
  it("stays to the end of the chain, also where the middle stays as a part of something else", () => {
    const attestation: Image = { id: 1, label: "attestation", tags: ["keep"], subject: "middle" };
    const image: Image = { id: 2, label: "image", tags: ["pr-2"] };
    const middle: Image = { id: 3, label: "middle", subject: "image" };
    const index: Image = { id: 4, label: "index", tags: ["v1"], children: ["middle"] };
    const keep = { action: "keep", match: { tags: ["keep", "v*"] } };
    for (const images of [
      [attestation, image, middle, index, stays],
      [stays, index, middle, image, attestation],
    ])
      expect(deletedIds(planImages({ rules: { ...BUILDS, keep } }, images))).toEqual([]);
    expect(deletedIds(planImages({ rules: { ...BUILDS, keep } }, [image, middle, index]))).toEqual([2]);
  });
});

describe("A package of nothing but attachments to what is not there", () => {
  const orphan = (id: number, age: number): Image => ({ id, label: `orphan ${id}`, subject: "elsewhere", age });

  it("keeps its newest: GitHub does not delete the last version", () => {
    const plan = planImages({ rules: BUILDS, deleteOrphanReferrers: true }, [orphan(1, 30), orphan(2, 20)]);
    expect(deletedIds(plan)).toEqual([1]);
    expect(plan.summaries[0]?.keptOtherwise).toEqual({ lastVersion: 1 });
  });
});

describe("A tag that begins like a digest tag", () => {
  it("is a tag like any other", () => {
    const image: Image = { id: 1, label: "odd", tags: ["sha256-abc"] };
    const rules = { odd: { action: "delete", match: { tags: ["*-abc"] } } };
    expect(deletedIds(planImages({ rules, minRemaining: 1 }, [stays, image]))).toEqual([1]);
    expect(planImages({ rules: UNTAGGED, minRemaining: 3 }, [stays, image, { id: 2, label: "x" }]).violations).toEqual([
      expect.objectContaining({ reason: expect.stringMatching(/^would leave 2 of api /) }),
    ]);
  });
});

describe("What an interrupted apply left of an image", () => {
  const unfinished = new Map([[2, "old"]]);
  const left: Image = { id: 2, label: "left", age: 10 };

  it("takes no slot, also when the program declares it by now", () => {
    const rules = {
      ...BUILDS,
      newest: { action: "keep", match: { tagState: "any" }, mostRecent: { count: 1 } },
    };
    const builds: readonly Image[] = [
      { id: 1, label: "newer", tags: ["pr-1"], age: 20 },
      { id: 3, label: "older", tags: ["pr-3"], age: 30 },
    ];
    const declared = [{ kind: "versionId" as const, value: 2 }];
    expect(
      deletedIds(planImages({ rules }, [stays, left, ...builds], { orphanedParts: unfinished, declared })),
    ).toEqual([3]);
  });

  it("goes with an image that needs it by now, by that one's rule", () => {
    const image: Image = { id: 1, label: "image", tags: ["pr-1"], children: ["left"] };
    const plan = planImages({ rules: BUILDS }, [stays, image, left], { orphanedParts: unfinished });
    expect(plan.deletions.map(({ versionId, rule, with: image }) => [versionId, rule, image])).toEqual([
      [1, "builds", undefined],
      [2, "builds", 1],
    ]);
  });

  it("stays with what it is attached to by now", () => {
    const attached: Image = { ...left, subject: "stays" };
    expect(deletedIds(planImages({ rules: BUILDS }, [stays, attached], { orphanedParts: unfinished }))).toEqual([]);
  });
});
