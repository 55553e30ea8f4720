import { planRetention } from "../../../provider/retention";
import { digest, type Image, NOW, namedPackage, planImages, tagFor } from "./building";
import { deletedIds, policyOf } from "./planning";

const EVERYTHING = { everything: { action: "delete", match: { tagState: "any" } } };
const TAGGED = { tagged: { action: "delete", match: { tagState: "tagged" } } };

const index: Image = { id: 1, label: "index", tags: ["v1"], age: 30, children: ["amd64"] };
const amd64: Image = { id: 2, label: "amd64", age: 30 };
const signature: Image = { id: 3, label: "signature", tags: [tagFor("index", ".sig")], age: 29 };
const older: Image = { id: 4, label: "older", tags: ["v0"], age: 60 };
const untagged: Image = { id: 5, label: "untagged", age: 5 };

/** As a line names a version without tags. */
const describeDigest = (label: string) => digest(label).slice(0, "sha256:".length + 12);

describe("When the rules match everything", () => {
  it("the newest tagged image stays, with its parts, by default", () => {
    const plan = planImages({ rules: EVERYTHING }, [index, amd64, signature, older, untagged]);
    expect(deletedIds(plan)).toEqual([4, 5]);
    expect(plan.summaries[0]).toMatchObject({
      rescued: [{ versionId: 1, what: "v1" }],
      keptOtherwise: { lastVersion: 1, needed: 2 },
    });
  });

  it("the newest tagged one stays also when something untagged does: GitHub refuses to delete the last tagged version", () => {
    expect(deletedIds(planImages({ rules: TAGGED }, [index, amd64, signature, older, untagged]))).toEqual([4]);
  });

  it("nothing is rescued where a tagged version stays anyway", () => {
    const young: Image = { id: 6, label: "young", tags: ["v2"], age: 0 };
    const plan = planImages({ rules: EVERYTHING }, [index, amd64, signature, young]);
    expect(deletedIds(plan)).toEqual([1, 2, 3]);
    expect(plan.summaries[0]?.rescued).toEqual([]);
  });

  it("the newest image stays where nothing is tagged", () => {
    expect(
      deletedIds(planImages({ rules: EVERYTHING }, [untagged, { ...untagged, id: 6, label: "old", age: 9 }])),
    ).toEqual([6]);
  });

  const UNTAGGED = { untagged: { action: "delete", match: { tagState: "untagged", olderThan: "7d" } } };
  const plain = (id: number, age: number): Image => ({ id, label: `image ${id}`, age });
  const signatureOf = (id: number, image: Image): Image => ({
    id,
    label: `signature ${id}`,
    tags: [tagFor(image.label, ".sig")],
    age: (image.age ?? 0) - 1,
  });
  const [old, middle, newest] = [plain(1, 40), plain(2, 30), plain(3, 20)] as const;
  const signed = [old, middle, newest, signatureOf(4, old), signatureOf(5, middle)];

  it("the newest untagged image stays, and beside it the newest signature with the image that it is of: GitHub does not delete the last tag", () => {
    const plan = planImages({ rules: UNTAGGED }, signed);
    expect(deletedIds(plan)).toEqual([1, 4]);
    expect(plan.summaries[0]?.rescued).toEqual([
      { versionId: 3, what: describeDigest("image 3") },
      { versionId: 5, what: `signature ${describeDigest("signature 5")}` },
    ]);
  });

  it("the newest untagged image stays alone with its signature where it has one", () => {
    expect(deletedIds(planImages({ rules: UNTAGGED }, [...signed, signatureOf(6, newest)]))).toEqual([1, 2, 4, 5]);
  });

  it("an image stays where what no rule deletes are signatures of images that are not here", () => {
    const foreign: Image = { id: 4, label: "foreign", tags: [tagFor("elsewhere", ".sig")], age: 90 };
    const plan = planImages({ rules: UNTAGGED }, [old, middle, foreign]);
    expect(deletedIds(plan)).toEqual([1]);
    expect(plan.summaries[0]?.rescued).toEqual([{ versionId: 2, what: describeDigest("image 2") }]);
    const strict = planImages({ rules: UNTAGGED, onAllMatched: "error" }, [old, middle, foreign]);
    expect(strict.violations.map(({ property }) => property)).toEqual(["onAllMatched"]);
  });

  it("a tagged signature stays with the image that it is of where no image has a name", () => {
    const named: Image = { id: 4, label: "named", tags: ["attestation"], subject: "image 1", age: 39 };
    expect(deletedIds(planImages({ rules: EVERYTHING }, [old, middle, named]))).toEqual([2]);
  });

  it("an image stays with its signature where that is the only tagged version", () => {
    const image: Image = { id: 1, label: "index", age: 30, children: ["amd64"] };
    expect(deletedIds(planImages({ rules: UNTAGGED }, [image, amd64, signature]))).toEqual([]);
  });

  it("a named part of an image stays where no image has a name", () => {
    const image: Image = { id: 1, label: "index", age: 30, children: ["amd64"] };
    const named: Image = { ...amd64, tags: ["amd64"] };
    expect(deletedIds(planImages({ rules: EVERYTHING }, [image, named, untagged]))).toEqual([1, 5]);
  });

  it('the plan fails with "error"', () => {
    const plan = planImages({ rules: EVERYTHING, onAllMatched: "error" }, [index, amd64]);
    expect(plan.violations.map(({ property }) => property)).toEqual(["onAllMatched"]);
    expect(plan.packageDeletions).toEqual([]);
  });

  it('the package goes as a whole with "deletePackage", as an entry of its own beside those of its versions', () => {
    const plan = planImages({ rules: EVERYTHING, onAllMatched: "deletePackage" }, [index, amd64, signature]);
    expect(deletedIds(plan)).toEqual([1, 2, 3]);
    expect(plan.packageDeletions).toEqual([
      { package: "api", versionIds: [1, 2, 3], text: "the whole package: the rules match every version of it" },
    ]);
    expect(plan.violations).toEqual([]);
  });

  it('the newest stays in spite of "deletePackage" while something untagged stays, GitHub refuses, or the program declares the package', () => {
    const policy = { rules: TAGGED, onAllMatched: "deletePackage" };
    expect(planImages(policy, [index, amd64, untagged]).packageDeletions).toEqual([]);
    const whole = { rules: EVERYTHING, onAllMatched: "deletePackage" };
    const blocked = planImages(whole, [index, amd64, older], { blocked: new Set([4]) });
    expect([blocked.packageDeletions, deletedIds(blocked)]).toEqual([[], [1, 2]]);
    const declared = planImages(whole, [index, amd64, older], { declaredPackage: true });
    expect([declared.packageDeletions, deletedIds(declared)]).toEqual([[], [4]]);
  });

  it("an empty package has nothing to rescue", () => {
    expect(planImages({ rules: EVERYTHING, onAllMatched: "error" }, [])).toMatchObject({
      deletions: [],
      violations: [],
    });
  });

  it("the newest release of a package without tags stays", () => {
    const policy = policyOf({ packageType: "npm", rules: EVERYTHING });
    const packages = [
      namedPackage([
        ["1.0.0", 20],
        ["1.0.1", 10],
        ["1.0.2", 10],
      ]),
    ];
    expect(deletedIds(planRetention({ policy, evaluatedAt: NOW, packages }))).toEqual([1, 2]);
  });
});
