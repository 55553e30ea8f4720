import { type AwaitedVersion, planRetention } from "../../../provider/retention";
import { daysAgo, digest, type Image, NOW, planImages, tagFor } from "./building";
import { deletedIds, policyOf } from "./planning";

const UNTAGGED = { untagged: { action: "delete", match: { tagState: "untagged" } } };
const EVERYTHING = { everything: { action: "delete", match: { tagState: "any" } } };

const stays: Image = { id: 1, label: "stays", tags: ["v2"] };
const part: Image = { id: 2, label: "amd64" };
const attached: Image = { id: 3, label: "attached", subject: "index" };
const signature: Image = { id: 4, label: "signature", tags: [tagFor("index", ".sig")] };
const unrelated: Image = { id: 5, label: "unrelated" };
const elsewhere: Image = { id: 6, label: "signature of another", tags: [tagFor("another", ".sig")] };
const all = [stays, part, attached, signature, unrelated, elsewhere];

/** Declared as `tag v1`, gone, and made of an index with one platform. */
const known: AwaitedVersion = { what: "tag v1", digests: [digest("index"), digest("amd64")] };

describe("While a version that the program declares is gone", () => {
  it("its parts stay, and what is attached to it by manifest or by tag, and nothing else", () => {
    const plan = planImages({ rules: UNTAGGED, deleteOrphanReferrers: true }, all, { awaited: [known] });
    expect(deletedIds(plan)).toEqual([5, 6]);
    expect(plan.summaries[0]).toMatchObject({
      keptOtherwise: { awaited: 3, unmatched: 1 },
      awaited: [{ what: "tag v1", isKnown: true }],
    });
    expect(deletedIds(planImages({ rules: UNTAGGED, deleteOrphanReferrers: true }, all))).toEqual([2, 3, 4, 5, 6]);
  });

  it("nothing goes where it is not known what it needs, and no guard objects to what does not go", () => {
    const unknown: AwaitedVersion = { what: "tag v1" };
    const strict = planImages({ rules: EVERYTHING, onAllMatched: "error" }, all, { awaited: [unknown] });
    expect(strict).toMatchObject({ deletions: [], violations: [] });
    expect(strict.summaries[0]).toMatchObject({
      keptOtherwise: { awaited: 3, orphanReferrer: 3 },
      awaited: [{ what: "tag v1", isKnown: false }],
    });
    const whole = { rules: EVERYTHING, onAllMatched: "deletePackage", deleteOrphanReferrers: true };
    const plan = planImages(whole, [stays, unrelated], { awaited: [known, unknown] });
    expect(plan).toMatchObject({ deletions: [], packageDeletions: [], violations: [] });
  });

  it("it holds nothing up where its type has no parts, but the package does not go as a whole", () => {
    const whole = { rules: EVERYTHING, onAllMatched: "deletePackage" };
    const plan = planImages(whole, [stays, unrelated], { awaited: [{ what: "version 1.0.0", digests: [] }] });
    expect([deletedIds(plan), plan.packageDeletions]).toEqual([[5], []]);
    expect(plan.summaries[0]?.awaited).toBeUndefined();
    expect(planImages(whole, [stays, unrelated], { awaited: [] }).packageDeletions).toHaveLength(1);
  });

  it("a type without manifests is asked for its digests alone", () => {
    const policy = policyOf({ packageType: "docker", rules: UNTAGGED });
    const version = (label: string, id: number) => ({
      id,
      name: digest(label),
      tags: [],
      createdAt: daysAgo(9),
      updatedAt: daysAgo(9),
    });
    const versions = ["index", "other", "stays"].map(version);
    const packages = [{ name: "api", versions, awaited: [known] }];
    expect(deletedIds(planRetention({ policy, evaluatedAt: NOW, packages }))).toEqual([1, 2]);
  });
});
