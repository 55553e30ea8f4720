import {
  needsDeletedVersions,
  needsManifests,
  type PackageInput,
  planRetention,
  type RetentionVersion,
} from "../../../provider/retention";
import { containerPackage, daysAgo, type Image, NOW, replanImages } from "./building";
import { policyOf, restoredIds } from "./planning";

const BY_TAG = { action: "delete", match: { tags: ["pr-*"] } };
const BY_AGE = { action: "delete", match: { tagState: "any", olderThan: "200d" } };
const BY_UPDATE = { action: "delete", match: { tagState: "any", olderThan: "200d", timestamp: "updatedAt" } };
const MINUTE = 1 / (24 * 60);
const stays: Image = { id: 99, label: "stays", tags: ["v1"] };

/** Plans for a version that an interrupted apply deleted a day ago, and of which GitHub says this. */
function planFor(said: Partial<RetentionVersion>, rules: object, without: readonly (keyof RetentionVersion)[] = []) {
  const one = containerPackage([stays, { id: 1, label: "gone", tags: ["v0"], deleted: 1 }], {
    deletedByUnappliedRules: new Map([[1, "builds"]]),
  });
  const deletedVersions = (one.deletedVersions ?? []).map((version) => {
    const entries = Object.entries({ ...version, ...said }).filter(([key]) => !without.includes(key as "tags"));
    return Object.fromEntries(entries) as unknown as RetentionVersion;
  });
  const packages: PackageInput[] = [{ ...one, deletedVersions }];
  const plan = planRetention({ policy: policyOf({ packageType: "container", rules }), evaluatedAt: NOW, packages });
  const [summary] = plan.summaries;
  return {
    restored: restoredIds(plan),
    unjudgeable: summary?.unjudgeable.map(({ reason }) => reason),
    expired: summary?.expired?.map(({ versionId }) => versionId),
  };
}

const RESTORED = { restored: [1], unjudgeable: [], expired: undefined };
const NOTHING = { restored: [], unjudgeable: [], expired: undefined };

describe("A deleted version", () => {
  it("comes back without its tags where no rule asks about tags, and not where one of several does", () => {
    expect(planFor({}, { a: BY_AGE }, ["tags"])).toEqual(RESTORED);
    expect(planFor({}, { a: BY_AGE, b: BY_TAG }, ["tags"])).toEqual({
      ...NOTHING,
      unjudgeable: ["its tags are not known, and rules ask about tags"],
    });
  });

  it("comes back where its deletion has touched its time of update, and not where one of several rules asks about that", () => {
    const touched = { updatedAt: daysAgo(1) };
    expect(planFor(touched, { a: BY_AGE })).toEqual(RESTORED);
    expect(planFor(touched, { a: BY_AGE, b: BY_UPDATE })).toEqual({
      ...NOTHING,
      unjudgeable: ["its time of update was lost by deleting it, and rules ask about it"],
    });
  });

  it("has its own time of update when that is more than a minute before its deletion", () => {
    expect(planFor({ updatedAt: daysAgo(1 + 1.01 * MINUTE) }, { b: BY_UPDATE })).toEqual(RESTORED);
    expect(planFor({ updatedAt: daysAgo(1 + MINUTE) }, { b: BY_UPDATE }).restored).toEqual([]);
  });

  it("does not come back where its time of creation can't be read", () => {
    expect(planFor({ createdAt: "yesterday" }, { a: BY_AGE })).toEqual({
      ...NOTHING,
      unjudgeable: ["its time of creation is not known"],
    });
  });

  it("does not come back where GitHub does not tell when it was deleted, and is not told to be too old", () => {
    expect(planFor({}, { a: BY_AGE }, ["deletedAt"])).toEqual(NOTHING);
  });

  it("is told to be too old 30 days after its deletion, where it would come back otherwise", () => {
    const old = { deletedAt: daysAgo(31) };
    expect(planFor(old, { a: BY_AGE })).toEqual({ ...NOTHING, expired: [1] });
    expect(planFor(old, { a: { action: "delete", match: { tags: ["v0"] } } })).toEqual(NOTHING);
    expect(planFor(old, { b: BY_TAG }, ["tags"])).toEqual(NOTHING);
  });

  it("does not come back where its name is taken again", () => {
    expect(planFor({ name: containerPackage([stays]).versions[0]?.name as string }, { a: BY_AGE })).toEqual(NOTHING);
  });

  it("does not come back where only another needs it that stays deleted", () => {
    const index: Image = { id: 1, label: "index", tags: ["v0"], deleted: 1, children: ["part"] };
    const part: Image = { id: 2, label: "part", deleted: 1 };
    const untagged = { untagged: { action: "delete", match: { tagState: "untagged" } } };
    const policy = policyOf({ packageType: "container", rules: untagged });
    const packages = [containerPackage([stays, index, part], { deletedByUnappliedRules: new Map([[2, "untagged"]]) })];
    const plan = planRetention({ policy, evaluatedAt: NOW, packages });
    expect(restoredIds(plan)).toEqual([]);
  });

  it("is not asked about where the rules are what they were, or of another type", () => {
    const gone: Image = { id: 1, label: "gone", tags: ["pr-1"], deleted: 1 };
    const one = containerPackage([stays, gone]);
    const unknown = { ...one, deletedVersions: one.deletedVersions?.map(({ tags: _, ...version }) => version) ?? [] };
    const asks = policyOf({ packageType: "container", rules: { a: BY_TAG } });
    const same = planRetention({ policy: asks, effectivePolicy: asks, evaluatedAt: NOW, packages: [unknown] });
    expect(same.summaries[0]?.unjudgeable).toEqual([]);
    const policy = policyOf({ packageType: "container", rules: {} });
    const changed = (packageType: string) => ({
      policy,
      effectivePolicy: policyOf({ packageType, rules: { a: BY_TAG } }),
      evaluatedAt: NOW,
      packages: [one],
    });
    expect(restoredIds(planRetention(changed("container")))).toEqual([1]);
    expect(restoredIds(planRetention(changed("docker")))).toEqual([]);
    expect(needsDeletedVersions(asks, asks)).toBe(false);
    expect(needsDeletedVersions(asks, asks, { deletedByUnappliedRules: new Map() })).toBe(false);
    expect(needsDeletedVersions(asks, asks, { deletedByUnappliedRules: new Map([[1, "a"]]) })).toBe(true);
    expect(
      needsDeletedVersions({ ...asks, restore: false }, asks, { deletedByUnappliedRules: new Map([[1, "a"]]) }),
    ).toBe(false);
  });

  it("of an image stops a package whose active versions have manifests that are not known", () => {
    const gone: Image = { id: 1, label: "gone", tags: ["pr-1"], deleted: 1 };
    const plan = replanImages({ rules: {} }, { rules: { a: BY_TAG } }, [{ ...stays, unread: true }, gone]);
    expect(plan.failures).toHaveLength(1);
    expect(plan.restorations).toEqual([]);
  });

  it("of a type without manifests holds no deletion up", () => {
    const npm = (rules: object) => policyOf({ packageType: "npm", rules });
    const remove = (name: string) => ({ action: "delete", match: { versionNames: [name] } });
    const version = (id: number, name: string): RetentionVersion => ({
      id,
      name,
      createdAt: daysAgo(50),
      updatedAt: daysAgo(50),
    });
    const plan = planRetention({
      policy: npm({ b: remove("2.0.0") }),
      effectivePolicy: npm({ a: remove("1.0.0") }),
      evaluatedAt: NOW,
      packages: [
        {
          name: "api",
          versions: [version(2, "2.0.0"), version(3, "3.0.0")],
          deletedVersions: [{ ...version(1, "1.0.0"), deletedAt: daysAgo(1) }],
        },
      ],
    });
    expect([restoredIds(plan), plan.deletions.map(({ versionId }) => versionId)]).toEqual([[1], [2]]);
    const [one] = plan.restorations;
    expect(one?.needsLookup).toBe(false);
    expect(
      needsManifests(
        { policy: npm({ b: remove("2.0.0") }), evaluatedAt: NOW, packages: [] },
        { name: "api", versions: [version(2, "2.0.0")] },
      ),
    ).toBe(false);
  });
});
