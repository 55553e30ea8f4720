import { needsDeletedVersions, planRetention } from "../../../provider/retention";
import { containerPackage, daysAgo, digest, type Image, lines, NOW, planImages, replanImages } from "./building";
import { policyOf, restoredIds } from "./planning";

const builds = (olderThan: string) => ({ builds: { action: "delete", match: { tags: ["pr-*"], olderThan } } });
const UNTAGGED = { untagged: { action: "delete", match: { tagState: "untagged" } } };
const LATEST: Image = { id: 99, label: "latest", tags: ["latest"], age: 1 };

describe("Loosened rules", () => {
  it("bring back what the old ones deleted and the new ones keep, and nothing else", () => {
    const images: Image[] = [
      LATEST,
      { id: 1, label: "now too young", tags: ["pr-1"], age: 30, deleted: 5 },
      { id: 2, label: "old enough all the same", tags: ["pr-2"], age: 70, deleted: 5 },
      { id: 3, label: "deleted by hand, kept by the rules", tags: ["v1"], age: 30, deleted: 5 },
      { id: 4, label: "deleted by hand when the rules still kept it", tags: ["pr-4"], age: 30, deleted: 20 },
      { id: 5, label: "gone for good", tags: ["pr-5"], age: 50, deleted: 30 },
      { id: 6, label: "still there for a moment", tags: ["pr-6"], age: 50, deleted: 29.99 },
    ];
    const plan = replanImages({ rules: builds("60d") }, { rules: builds("14d") }, images);
    expect(lines(plan.restorations)).toEqual({
      1: "2026-08-02 pr-1: [builds] deleted it, no rule does now",
      6: "2026-07-13 pr-6: [builds] deleted it, no rule does now",
    });
    expect(plan.deletions).toEqual([]);
  });

  it("bring back what a new keep rule wants, which the plan says", () => {
    const images: Image[] = [LATEST, { id: 1, label: "build", tags: ["pr-1"], deleted: 5 }];
    const keep = { wanted: { action: "keep", match: { tags: ["pr-1"] } } };
    const plan = replanImages({ rules: { ...builds("14d"), ...keep } }, { rules: builds("14d") }, images);
    expect(lines(plan.restorations)).toEqual({ 1: "2026-05-24 pr-1: [builds] deleted it, [wanted] keeps it" });
  });

  it("bring nothing back that a smaller count would have kept out: active and deleted versions are counted together", () => {
    const newest = (count: number) => ({
      newest: { action: "keep", match: { tagState: "tagged" }, mostRecent: { count } },
      rest: { action: "delete", match: { tagState: "tagged" } },
    });
    const images: Image[] = [1, 2, 3, 4, 5, 6].map((age) => ({
      id: age,
      label: `image ${age}`,
      tags: [`v${age}`],
      age,
      ...(age > 2 ? { deleted: 0.5 } : {}),
    }));
    expect(restoredIds(replanImages({ rules: newest(4) }, { rules: newest(2) }, images))).toEqual([3, 4]);
  });

  it("bring nothing back by themselves: not when rules are the same, nor without old rules, nor when restoring is off", () => {
    const images: Image[] = [LATEST, { id: 1, label: "build", tags: ["pr-1"], age: 30, deleted: 5 }];
    const loose = { rules: builds("60d") };
    const tight = { rules: builds("14d") };
    expect(restoredIds(replanImages(loose, tight, images))).toEqual([1]);
    expect(restoredIds(replanImages({ ...loose, restore: false }, tight, images))).toEqual([]);
    expect(restoredIds(replanImages(tight, tight, images))).toEqual([]);
    expect(restoredIds(planImages(loose, images))).toEqual([]);
  });

  it("bring nothing back because time has passed: the new rules are asked about the moment of deletion too", () => {
    const fresh = { fresh: { action: "delete", match: { tags: ["pr-*"], newerThan: "30d" } } };
    const images: Image[] = [LATEST, { id: 1, label: "build", tags: ["pr-1"], age: 40, deleted: 15 }];
    const other = { other: { action: "keep", match: { tags: ["v*"] } } };
    expect(restoredIds(replanImages({ rules: { ...fresh, ...other } }, { rules: fresh }, images))).toEqual([]);
    expect(restoredIds(replanImages({ rules: other }, { rules: fresh }, images))).toEqual([1]);
  });

  it("bring nothing back that the old ones kept as of their instant, and a person deleted later", () => {
    const images: Image[] = [
      LATEST,
      { id: 1, label: "kept as of then", tags: ["pr-1"], age: 30, deleted: 5 },
      { id: 2, label: "condemned as of then", tags: ["pr-2"], age: 50, deleted: 5 },
      { id: 3, label: "published after that", tags: ["pr-3"], age: 19, deleted: 3 },
    ];
    const tight = { rules: builds("14d"), asOf: daysAgo(20) };
    const loose = { rules: builds("60d") };
    expect(restoredIds(replanImages(loose, tight, images))).toEqual([2]);
    expect(restoredIds(replanImages({ ...loose, asOf: daysAgo(1) }, tight, images))).toEqual([2]);
    expect(restoredIds(replanImages(loose, { ...tight, asOf: daysAgo(0) }, images))).toEqual([1, 2, 3]);
  });

  it("count as of the old instant: what came later took no slot, so a person deleted what held it", () => {
    const newest = (count: number) => ({
      newest: { action: "keep", match: { tagState: "tagged" }, mostRecent: { count } },
      rest: { action: "delete", match: { tagState: "tagged" } },
    });
    const images: Image[] = [
      { id: 1, label: "the newest then", tags: ["v1"], age: 30, deleted: 5 },
      { id: 2, label: "published after that", tags: ["v2"], age: 10 },
      { id: 3, label: "the second then", tags: ["v0"], age: 40, deleted: 5 },
    ];
    const before = { rules: newest(1), asOf: daysAgo(20) };
    expect(restoredIds(replanImages({ rules: newest(3) }, before, images))).toEqual([3]);
  });

  it("need the listing of deleted versions only when rules have changed", () => {
    const policy = (rules: object, more: object = {}) => policyOf({ packageType: "container", rules, ...more });
    const tight = policy({ ...builds("14d"), ...UNTAGGED });
    const same = policy({ ...UNTAGGED, ...builds("P14D") }, { maxDeletions: 1, packages: ["web"], previewOnly: true });
    expect(needsDeletedVersions(same, tight)).toBe(false);
    expect(needsDeletedVersions(policy(builds("60d")), tight)).toBe(true);
    expect(needsDeletedVersions(policy({ ...builds("14d"), ...UNTAGGED }, { minAge: "1d" }), tight)).toBe(true);
    expect(needsDeletedVersions(policy(builds("60d"), { restore: false }), tight)).toBe(false);
    expect(needsDeletedVersions(policy(builds("60d")), undefined)).toBe(false);
  });

  it("bring nothing back in a package that the policy did not cover before", () => {
    const one = containerPackage([LATEST, { id: 1, label: "build", tags: ["pr-1"], age: 30, deleted: 5 }]);
    const plan = planRetention({
      policy: policyOf({ packageType: "container", packages: ["**"], rules: builds("60d") }),
      effectivePolicy: policyOf({ packageType: "container", packages: ["web-*"], rules: builds("14d") }),
      evaluatedAt: NOW,
      packages: [one, { ...one, name: "web-api" }],
    });
    expect(plan.restorations.map((entry) => entry.key)).toEqual(["web-api/1"]);
  });
});

describe("An image that comes back", () => {
  it("comes back whole, its parts first, also those that somebody deleted by hand", () => {
    const images: Image[] = [
      LATEST,
      { id: 1, label: "index", tags: ["pr-1"], age: 30, deleted: 5, children: ["amd64", "arm64", "active"] },
      { id: 2, label: "amd64", age: 30, deleted: 5 },
      { id: 3, label: "arm64", age: 30, deleted: 25 },
      { id: 4, label: "active", age: 30 },
    ];
    const plan = replanImages({ rules: builds("60d") }, { rules: builds("14d"), minAge: "6d" }, images);
    expect(plan.restorations.map(({ versionId, text }) => [versionId, text])).toEqual([
      [3, `2026-08-02 ${digest("arm64").slice(0, 19)}: an image that comes back needs it`],
      [2, `2026-08-02 ${digest("amd64").slice(0, 19)}: [builds] deleted it, a version that stays needs it`],
      [1, "2026-08-02 pr-1: [builds] deleted it, no rule does now"],
    ]);
  });

  it("says so when what it needs is not known yet", () => {
    const images: Image[] = [LATEST, { id: 1, label: "index", tags: ["pr-1"], age: 30, deleted: 5, unread: true }];
    const [entry] = replanImages({ rules: builds("60d") }, { rules: builds("14d") }, images).restorations;
    expect(entry).toMatchObject({
      needsLookup: true,
      text: "2026-08-02 pr-1, and what it needs: [builds] deleted it, no rule does now",
    });
  });

  it("holds back every deletion of its package while what it needs is not known", () => {
    const images: Image[] = [
      LATEST,
      { id: 1, label: "index", tags: ["pr-1"], age: 30, deleted: 5, unread: true },
      { id: 2, label: "perhaps its part", age: 30 },
      { id: 3, label: "other", tags: ["pr-3"], age: 90, children: ["perhaps another's part"] },
      { id: 4, label: "perhaps another's part", age: 90 },
    ];
    const loose = { rules: { ...builds("60d"), ...UNTAGGED } };
    const tight = { rules: builds("14d") };
    const plan = replanImages(loose, tight, images);
    expect([restoredIds(plan), plan.deletions]).toEqual([[1], []]);
    expect(plan.summaries[0]?.keptOtherwise).toEqual({ mayBeNeeded: 3, unmatched: 1 });
    const known = images.map((image) =>
      image.id === 1 ? { ...image, unread: false, children: ["perhaps its part"] } : image,
    );
    const later = replanImages(loose, tight, known);
    expect([restoredIds(later), later.deletions.map((entry) => entry.versionId)]).toEqual([[1], [3, 4]]);
  });

  it("does not come back when its digest is active again; of several deletions of one digest the last counts", () => {
    const images: Image[] = [
      LATEST,
      { id: 1, label: "again", tags: ["pr-1"], age: 30, deleted: 5 },
      { id: 2, label: "again", tags: ["v1"], age: 1 },
      { id: 3, label: "twice", tags: ["pr-3"], age: 30, deleted: 5 },
      { id: 4, label: "twice", tags: ["pr-3"], age: 29, deleted: 4 },
    ];
    expect(restoredIds(replanImages({ rules: builds("60d") }, { rules: builds("14d") }, images))).toEqual([4]);
  });

  it("counts beside what is active: what it pushes out of the newest N goes in the same plan", () => {
    const newest = {
      newest: { action: "keep", match: { tagState: "tagged" }, mostRecent: { count: 1 } },
      rest: { action: "delete", match: { tagState: "tagged" } },
    };
    const images: Image[] = [
      { id: 1, label: "old", tags: ["v1"], age: 30 },
      { id: 2, label: "new", tags: ["pr-2"], age: 20, deleted: 1 },
    ];
    const plan = replanImages({ rules: newest }, { rules: builds("14d") }, images);
    expect([restoredIds(plan), plan.deletions.map((entry) => entry.versionId)]).toEqual([[2], [1]]);
  });
});

describe("A deleted version of which too little is known", () => {
  it("is reported and left when its tags are not listed and rules ask about tags", () => {
    const one = containerPackage([LATEST, { id: 1, label: "build", age: 30, deleted: 5 }]);
    const deletedVersions = (one.deletedVersions ?? []).map(({ tags: _tags, ...version }) => version);
    const plan = planRetention({
      policy: policyOf({ packageType: "container", rules: {} }),
      effectivePolicy: policyOf({ packageType: "container", rules: UNTAGGED }),
      evaluatedAt: NOW,
      packages: [{ ...one, deletedVersions }],
    });
    expect(plan.restorations).toEqual([]);
    expect(plan.summaries[0]?.unjudgeable).toEqual([
      { versionId: 1, what: digest("build").slice(0, 19), reason: "its tags are not known, and rules ask about tags" },
    ]);
  });

  it("is reported and left when deleting it was an update and rules ask about updates", () => {
    const stale = { stale: { action: "delete", match: { olderThan: "7d", timestamp: "updatedAt" } } };
    const images: Image[] = [
      LATEST,
      { id: 1, label: "lost", age: 60, updated: 5, deleted: 5 },
      { id: 2, label: "known", age: 60, updated: 40, deleted: 5 },
    ];
    const plan = replanImages({ rules: {} }, { rules: stale }, images);
    expect(restoredIds(plan)).toEqual([2]);
    expect(plan.summaries[0]?.unjudgeable.map(({ versionId, reason }) => [versionId, reason])).toEqual([
      [1, "its time of update was lost by deleting it, and rules ask about it"],
    ]);
  });
});
