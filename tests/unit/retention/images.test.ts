import { needsManifests, planRetention } from "../../../provider/retention";
import { containerPackage, daysAgo, digest, type Image, lines, NOW, planImages, tagFor } from "./building";
import { deletedIds, policyOf } from "./planning";

const UNTAGGED = { untagged: { action: "delete", match: { tagState: "untagged" } } };
const BUILDS = { builds: { action: "delete", match: { tags: ["pr-*"] } } };
const LATEST: Image = { id: 99, label: "latest", tags: ["latest"], age: 1 };

describe("Images", () => {
  it("of three platforms each, and five orphans: deleting what is untagged deletes exactly the five", () => {
    const images: Image[] = [];
    for (let index = 0; index < 20; index++) {
      const children = ["amd64", "arm64", "riscv64"].map((platform) => `${platform} of ${index}`);
      images.push({ id: 100 + index, label: `index ${index}`, tags: [`v${index}`], children });
      children.forEach((label, place) => {
        images.push({ id: 1000 + index * 10 + place, label });
      });
    }
    for (const id of [1, 2, 3, 4, 5]) images.push({ id, label: `orphan ${id}` });
    const plan = planImages({ rules: UNTAGGED }, images);
    expect(deletedIds(plan)).toEqual([1, 2, 3, 4, 5]);
    expect(plan.summaries[0]).toMatchObject({ total: 85, keptOtherwise: { needed: 60, unmatched: 20 } });
  });

  it("take their own children along, and leave those that another image shares", () => {
    const plan = planImages({ rules: BUILDS }, [
      { id: 1, label: "build", tags: ["pr-1"], children: ["amd64 of the build", "arm64"] },
      { id: 2, label: "release", tags: ["v1"], children: ["amd64 of the release", "arm64"] },
      { id: 3, label: "amd64 of the build" },
      { id: 4, label: "amd64 of the release" },
      { id: 5, label: "arm64" },
    ]);
    expect(lines(plan.deletions)).toEqual({
      1: "[builds] 2026-05-24 pr-1",
      3: `[builds] 2026-05-24 ${digest("amd64 of the build").slice(0, 19)}, part of pr-1`,
    });
  });

  it("that share a child take it along when both go, told of the older one, after both", () => {
    const plan = planImages({ rules: BUILDS }, [
      LATEST,
      { id: 1, label: "newer", tags: ["pr-2"], age: 40, children: ["arm64"] },
      { id: 2, label: "older", tags: ["pr-1"], age: 50, children: ["arm64"] },
      { id: 3, label: "arm64", age: 60 },
    ]);
    expect(plan.deletions.map(({ versionId, with: image, neededBy }) => [versionId, image, neededBy])).toEqual([
      [2, undefined, []],
      [1, undefined, []],
      [3, 2, [1, 2]],
    ]);
  });

  it("keep what is nested in them at any depth", () => {
    const plan = planImages({ rules: UNTAGGED }, [
      { id: 1, label: "outer", tags: ["v1"], children: ["inner"] },
      { id: 2, label: "inner", children: ["innermost"] },
      { id: 3, label: "innermost", children: ["platform"] },
      { id: 4, label: "platform" },
      { id: 5, label: "orphaned index", children: ["platform of nobody"] },
      { id: 6, label: "platform of nobody" },
    ]);
    expect(deletedIds(plan)).toEqual([5, 6]);
  });

  it("leave children with names of their own, unless a rule matches those too", () => {
    const images: Image[] = [
      LATEST,
      { id: 1, label: "index", tags: ["v1"], children: ["amd64"] },
      { id: 2, label: "amd64", tags: ["v1-amd64"] },
    ];
    expect(deletedIds(planImages({ rules: { old: { action: "delete", match: { tags: ["v1"] } } } }, images))).toEqual([
      1,
    ]);
    expect(deletedIds(planImages({ rules: { old: { action: "delete", match: { tags: ["v1-*"] } } } }, images))).toEqual(
      [],
    );
    const both = { old: { action: "delete", match: { tags: ["v1", "v1-*"] } } };
    expect(deletedIds(planImages({ rules: both }, images))).toEqual([1, 2]);
  });

  it("leave a child that is young or that a keep rule wants, which then counts as an image in the same plan", () => {
    const rules = {
      ...BUILDS,
      newest: { action: "keep", match: { tagState: "any" }, mostRecent: { count: 1 } },
      wanted: { action: "keep", match: { versionNames: [digest("amd64")] } },
    };
    const images: Image[] = [
      { id: 1, label: "index", tags: ["pr-1"], age: 50, children: ["amd64"] },
      { id: 2, label: "amd64", age: 10 },
      { id: 3, label: "other", tags: ["pr-2"], age: 20 },
      { id: 4, label: "named", tags: ["v1"], age: 90 },
    ];
    const plan = planImages({ rules }, images);
    expect(deletedIds(plan)).toEqual([1, 3]);
  });

  it("take no slots for their parts", () => {
    const rules = {
      newest: { action: "keep", match: { tagState: "any" }, mostRecent: { count: 2 } },
      rest: { action: "delete", match: { tagState: "any" } },
    };
    const images: Image[] = [1, 2, 3].flatMap((build) => [
      { id: build * 10, label: `index ${build}`, tags: [`v${build}`], age: build * 10, children: [`amd64 ${build}`] },
      { id: build * 10 + 1, label: `amd64 ${build}`, age: build * 10 },
      {
        id: build * 10 + 2,
        label: `signature ${build}`,
        tags: [tagFor(`index ${build}`, ".sig")],
        age: build * 10 - 5,
      },
    ]);
    expect(deletedIds(planImages({ rules }, images))).toEqual([30, 31, 32]);
  });

  it("may be listed by an index that lists what is not there, which is reported", () => {
    const plan = planImages({ rules: UNTAGGED }, [
      { id: 1, label: "index", tags: ["v1"], children: ["amd64", "gone"] },
      { id: 2, label: "amd64" },
      { id: 3, label: "orphan" },
    ]);
    expect(deletedIds(plan)).toEqual([3]);
    expect(plan.summaries[0]?.incomplete).toEqual([{ versionId: 1, what: "v1", digest: digest("gone") }]);
  });

  it("that go round in circles have nothing that condemns them, and stay", () => {
    const plan = planImages({ rules: UNTAGGED }, [
      { id: 1, label: "chicken", children: ["egg"] },
      { id: 2, label: "egg", children: ["chicken", "shell"] },
      { id: 3, label: "shell" },
      { id: 4, label: "self", children: ["self"] },
      { id: 5, label: "newer", age: 50 },
    ]);
    expect(deletedIds(plan)).toEqual([4]);
    expect(plan.summaries[0]?.keptOtherwise).toEqual({ needed: 3, lastVersion: 1 });
  });
});

describe("Signatures, attestations and SBOMs", () => {
  const signed = (tags: readonly string[]): Image[] => [
    LATEST,
    { id: 1, label: "image", tags },
    { id: 2, label: "signature", tags: [tagFor("image", ".sig")] },
    { id: 3, label: "attestation", tags: [tagFor("image", ".att")] },
    { id: 4, label: "sbom", tags: [tagFor("image", ".sbom")] },
    { id: 5, label: "referrers", tags: [tagFor("image")], children: ["bundle"] },
    { id: 6, label: "bundle", subject: "image" },
    { id: 7, label: "signature of the bundle", subject: "bundle" },
  ];

  it("stay with their image, whatever rules say of sha256- tags", () => {
    const rules = {
      all: { action: "delete", match: { tags: ["*"], olderThan: "1d" } },
      v: { action: "keep", match: { tags: ["v*"] } },
    };
    expect(deletedIds(planImages({ rules: { ...rules, ...UNTAGGED } }, signed(["v1"])))).toEqual([]);
  });

  it("go with their image, each saying what it is", () => {
    const plan = planImages({ rules: BUILDS }, signed(["pr-1"]));
    const short = (label: string) => digest(label).slice(0, 19);
    expect(lines(plan.deletions)).toEqual({
      1: "[builds] 2026-05-24 pr-1",
      2: `[builds] 2026-05-24 signature ${short("signature")}, attached to pr-1`,
      3: `[builds] 2026-05-24 attestation ${short("attestation")}, attached to pr-1`,
      4: `[builds] 2026-05-24 SBOM ${short("sbom")}, attached to pr-1`,
      5: `[builds] 2026-05-24 referrer ${short("referrers")}, attached to pr-1`,
      6: `[builds] 2026-05-24 ${short("bundle")}, part of pr-1`,
      7: `[builds] 2026-05-24 ${short("signature of the bundle")}, attached to pr-1`,
    });
    expect(plan.deletions[0]?.versionId).toBe(1);
  });

  it("keep their image when a rule or their own age keeps them, and not when they only stay with another image", () => {
    const images: Image[] = [
      LATEST,
      { id: 1, label: "image", tags: ["pr-1"] },
      { id: 2, label: "signature", tags: [tagFor("image", ".sig")], age: 2 },
      { id: 3, label: "other", tags: ["pr-2"] },
      { id: 4, label: "attestation in an index", subject: "other", age: 2 },
      { id: 5, label: "index", tags: ["v1"], children: ["attestation in an index"] },
    ];
    expect(deletedIds(planImages({ rules: BUILDS }, images))).toEqual([1, 2, 3]);
    const young = { ...BUILDS, young: { action: "keep", match: { newerThan: "3d" } } };
    expect(deletedIds(planImages({ rules: young }, images))).toEqual([]);
    expect(deletedIds(planImages({ rules: BUILDS, minAge: "3d" }, images))).toEqual([]);
  });

  it("whose image is gone stay, unless the policy says that they go", () => {
    const images: Image[] = [
      LATEST,
      { id: 1, label: "signature", tags: [tagFor("gone", ".sig")] },
      { id: 2, label: "bundle", subject: "gone too" },
      { id: 3, label: "named", tags: ["v1"], subject: "gone too" },
    ];
    const rules = { ...UNTAGGED, all: { action: "delete", match: { tags: ["v*"] } } };
    expect(deletedIds(planImages({ rules }, images))).toEqual([3]);
    const plan = planImages({ rules, deleteOrphanReferrers: true }, images);
    expect(plan.deletions.map(({ versionId, rule }) => [versionId, rule]).sort()).toEqual([
      [1, "deleteOrphanReferrers"],
      [2, "deleteOrphanReferrers"],
      [3, "all"],
    ]);
  });

  it("are known by three suffixes and none; a tag of the own digest, or with another suffix, is a name", () => {
    const images: Image[] = [
      LATEST,
      { id: 1, label: "self", tags: [tagFor("self")] },
      { id: 2, label: "other", tags: [tagFor("latest", ".cache")] },
    ];
    const rules = {
      all: { action: "delete", match: { tags: ["*"] } },
      latest: { action: "keep", match: { tags: ["latest"] } },
    };
    expect(deletedIds(planImages({ rules }, images))).toEqual([1, 2]);
  });
});

describe("What must stay", () => {
  const images: Image[] = [
    LATEST,
    { id: 1, label: "build", tags: ["pr-1"], children: ["amd64"] },
    { id: 2, label: "amd64" },
  ];

  it("is what the program declares, by tag, digest or id, with its parts", () => {
    const handles = [
      { kind: "tag", value: "pr-1" },
      { kind: "digest", value: digest("build") },
      { kind: "versionId", value: 1 },
    ] as const;
    for (const handle of handles) {
      const plan = planImages({ rules: BUILDS }, images, { declared: [handle] });
      expect(deletedIds(plan)).toEqual([]);
      expect(plan.summaries[0]).toMatchObject({ keptOtherwise: { declared: 1, needed: 1, unmatched: 1 } });
    }
    expect(deletedIds(planImages({ rules: BUILDS }, images, { declared: [{ kind: "tag", value: "pr-2" }] }))).toEqual([
      1, 2,
    ]);
  });

  it("is what GitHub refuses to delete, with its parts, which is told", () => {
    const plan = planImages({ rules: BUILDS }, images, { blocked: new Set([1, 99]) });
    expect(deletedIds(plan)).toEqual([]);
    expect(plan.summaries[0]?.blocked).toEqual([{ versionId: 1, what: "pr-1", rule: "builds" }]);
  });

  it("is not what an interrupted apply left of an image that is gone, unless something wants it", () => {
    const left: Image[] = [
      LATEST,
      { id: 1, label: "amd64" },
      { id: 2, label: "signature", tags: [tagFor("gone", ".sig")] },
    ];
    const unfinished = new Map([
      [1, "builds"],
      [2, "builds"],
      [99, "builds"],
    ]);
    expect(deletedIds(planImages({ rules: BUILDS }, left))).toEqual([]);
    expect(lines(planImages({ rules: BUILDS }, left, { orphanedParts: unfinished }).deletions)).toEqual({
      1: `[builds] 2026-05-24 ${digest("amd64").slice(0, 19)}`,
      2: `[builds] 2026-05-24 signature ${digest("signature").slice(0, 19)}`,
    });
    const used: Image = { id: 3, label: "index", tags: ["v1"], children: ["amd64"] };
    expect(deletedIds(planImages({ rules: BUILDS }, [...left, used], { orphanedParts: unfinished }))).toEqual([2]);
  });
});

describe("Slots of the newest N", () => {
  const newest = (count: number) => ({
    newest: { action: "keep", match: { tagState: "any" }, mostRecent: { count } },
    rest: { action: "delete", match: { tags: ["pr-*"] } },
  });

  it("are not taken by what an interrupted apply left", () => {
    const images: Image[] = [
      { id: 1, label: "release", tags: ["v1"], age: 90 },
      { id: 2, label: "build", tags: ["pr-2"], age: 50 },
      { id: 3, label: "left over", age: 20 },
    ];
    const unfinished = new Map([[3, "rest"]]);
    expect(deletedIds(planImages({ rules: newest(1) }, images, { orphanedParts: unfinished }))).toEqual([3]);
    expect(deletedIds(planImages({ rules: newest(1) }, images))).toEqual([2]);
  });

  it("are not taken by a signature that outlives its image", () => {
    const images: Image[] = [
      { id: 1, label: "release", tags: ["v1"], age: 90 },
      { id: 2, label: "build", tags: ["pr-2"], age: 50 },
      { id: 3, label: "signed build", tags: ["pr-3"], age: 60 },
      { id: 4, label: "signature", tags: [tagFor("signed build", ".sig")], age: 20 },
    ];
    expect(deletedIds(planImages({ rules: newest(1) }, images, { blocked: new Set([4]) }))).toEqual([3]);
  });
});

describe("A package of which too little is known", () => {
  const images: Image[] = [LATEST, { id: 1, label: "orphan" }, { id: 2, label: "unread", unread: true }];

  it("fails, and nothing of it goes", () => {
    const plan = planImages({ rules: UNTAGGED }, images);
    expect(plan.deletions).toEqual([]);
    expect(plan.failures).toEqual([
      {
        package: "api",
        reason: `the manifests of ${digest("unread")} are not known, so nobody can say which versions are parts of which image`,
      },
    ]);
  });

  it("does not fail when no rule could delete anything of it: then no manifest is needed", () => {
    const policy = policyOf({ packageType: "container", rules: BUILDS });
    const one = containerPackage([
      LATEST,
      { id: 1, label: "untagged" },
      { id: 2, label: "young", tags: ["pr-1"], age: 0 },
    ]);
    const { manifests: _unread, ...unread } = one;
    const input = { policy, evaluatedAt: NOW, packages: [unread] };
    expect(needsManifests(input, unread)).toBe(false);
    expect(planRetention(input)).toMatchObject({ failures: [], deletions: [] });
    const matchedRule = containerPackage([LATEST, { id: 1, label: "old", tags: ["pr-1"] }]);
    expect(needsManifests(input, matchedRule)).toBe(true);
    expect(needsManifests(input, { ...unread, orphanedParts: new Map([[1, "builds"]]) })).toBe(true);
    const orphans = policyOf({ packageType: "container", rules: BUILDS, deleteOrphanReferrers: true });
    expect(needsManifests({ ...input, policy: orphans }, unread)).toBe(true);
    expect(needsManifests({ ...input, policy: policyOf({ packageType: "npm", rules: {} }) }, matchedRule)).toBe(false);
  });

  it("fails when its reader says so, when a digest is listed twice, and when a time can't be read", () => {
    expect(planImages({ rules: UNTAGGED }, images, { problem: "page 2: 502" }).failures[0]?.reason).toBe("page 2: 502");
    const twice = planImages({ rules: UNTAGGED }, [LATEST, { ...LATEST, id: 98 }]);
    expect(twice.failures[0]?.reason).toBe(
      `the listing has ${digest("latest")} more than once: it moved while it was read`,
    );
    const versions = [{ id: 1, name: digest("latest"), tags: [], createdAt: "yesterday", updatedAt: daysAgo(1) }];
    const undated = planImages({ rules: UNTAGGED }, [LATEST], { versions });
    expect(undated.failures[0]?.reason).toBe("the times of version id 1 can't be read");
  });

  it("does not keep others from being planned, but leaves a failure beside them", () => {
    const policy = policyOf({ packageType: "container", packages: ["**"], rules: UNTAGGED });
    const good = containerPackage([LATEST, { id: 1, label: "orphan" }], { name: "web" });
    const plan = planRetention({ policy, evaluatedAt: NOW, packages: [good, containerPackage(images)] });
    expect(plan.failures.map((failure) => failure.package)).toEqual(["api"]);
    expect(plan.deletions.map((entry) => entry.key)).toEqual(["web/1"]);
  });

  it("is read once, by its first row, although a listing names a version twice", () => {
    const one = containerPackage([LATEST, { id: 1, label: "orphan" }]);
    const policy = policyOf({ packageType: "container", rules: UNTAGGED });
    const moved = one.versions.map((version) => ({ ...version, tags: ["since tagged"] }));
    const packages = [{ ...one, versions: [...one.versions, ...moved] }];
    expect(planRetention({ policy, evaluatedAt: NOW, packages }).summaries[0]).toMatchObject({ total: 2, deleted: 1 });
  });
});
