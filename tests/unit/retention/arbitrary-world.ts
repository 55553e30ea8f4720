import fc from "fast-check";
import type { NaiveManifest, NaivePolicy, NaiveRule, NaiveVersion, NaiveWorld } from "../../support/naive-world";

/** The instant at which random worlds are judged. */
export const AT = Date.parse("2026-09-01T00:00:00Z");

const DAY = 86_400_000;

/** Few enough that versions share them, and rules meet them. */
const TAGS = [
  "pr-1",
  "pr-2",
  "v1.0.0",
  "v1.0.1",
  "v1.1.0",
  "v2.0.0-rc.1",
  "1.2",
  "latest",
  "main-a",
  "main-b",
  "dev-a",
];
const GLOBS = ["pr-*", "v*", "main-*", "*", "*", "latest", "*-a", "v1.?.0"];
const RANGES = [">=1.0.0", "<1.1.0", ">=1.0.0 <2.0.0", ">=2.0.0"];
const DURATIONS = ["0s", "1d", "3d", "7d", "20d", "P1W", "60d"];

function digestOf(number: number): string {
  return `sha256:${number.toString(16).padStart(64, "0")}`;
}

interface Sketch {
  readonly id: number;
  readonly age: number;
  readonly updated: number;
  readonly tags: readonly string[];
  readonly children: readonly number[];
  readonly subject: number | undefined;
  readonly digestTag: { readonly to: number; readonly suffix: string } | undefined;
  readonly fate: "active" | "deleted" | "active again";
  readonly deletedAfter: number;
  /** Nothing is known of its manifest, if it is deleted. */
  readonly unread: boolean;
  readonly flag: string;
}

/** Halves of days, so that ages fall on both sides of the rules' durations, and exactly on them. */
const halfDays = fc.integer({ min: 0, max: 80 }).map((halves) => (halves * DAY) / 2);

const target = fc.integer({ min: 0, max: 15 });

interface WorldOptions {
  readonly deleted?: boolean;
  readonly unread?: boolean;
}

const sketch = ({ deleted = false, unread = false }: WorldOptions): fc.Arbitrary<Sketch> =>
  fc.record({
    id: fc.integer({ min: 1, max: 99 }),
    age: halfDays,
    updated: halfDays,
    tags: fc.uniqueArray(fc.constantFrom(...TAGS), { maxLength: 2 }),
    children: fc.oneof(
      { weight: 3, arbitrary: fc.constant([]) },
      { weight: 2, arbitrary: fc.array(target, { maxLength: 3 }) },
    ),
    subject: fc.option(target, { nil: undefined, freq: 5 }),
    digestTag: fc.option(fc.record({ to: target, suffix: fc.constantFrom("", ".sig", ".att", ".sbom", ".other") }), {
      nil: undefined,
      freq: 5,
    }),
    fate: deleted ? fc.constantFrom("active" as const, "deleted" as const) : fc.constant("active" as const),
    deletedAfter: halfDays,
    unread: unread ? fc.boolean() : fc.constant(false),
    flag: fc.oneof(
      { weight: 12, arbitrary: fc.constant("") },
      { weight: 2, arbitrary: fc.constantFrom("declared", "blocked", "unfinished", "used") },
    ),
  });

const match = fc.record(
  {
    tagState: fc.constantFrom("tagged" as const, "untagged" as const, "any" as const),
    tags: fc.uniqueArray(fc.constantFrom(...GLOBS), { minLength: 1, maxLength: 2 }),
    semver: fc.constantFrom(...RANGES),
    prerelease: fc.boolean(),
    olderThan: fc.constantFrom(...DURATIONS),
    newerThan: fc.constantFrom(...DURATIONS),
    timestamp: fc.constantFrom("createdAt" as const, "updatedAt" as const),
  },
  { requiredKeys: [] },
);

const mostRecent = fc.record(
  {
    count: fc.integer({ min: 1, max: 3 }),
    groupBy: fc.constantFrom(
      "semverMajor" as const,
      "semverMinor" as const,
      { tagPrefixes: ["main-", "pr-"] },
      { tagPrefixUpToLast: "-" },
    ),
  },
  { requiredKeys: ["count"] },
);

/** Most random rules contradict themselves; dropping conditions until they don't is quicker than trying again. */
function sensible(rule: NaiveRule): NaiveRule {
  const { tagState, olderThan, newerThan, timestamp, ...labels } = rule.match ?? {};
  const untagged = tagState === "untagged";
  const state = tagState === undefined ? {} : { tagState };
  const newest = rule.action === "keep" ? rule.mostRecent : undefined;
  const grouped = newest !== undefined && untagged ? { count: newest.count } : newest;
  const older = olderThan === undefined ? {} : { olderThan };
  const newer = newerThan === undefined || olderThan !== undefined ? {} : { newerThan };
  const usesTime = olderThan !== undefined || newerThan !== undefined || newest !== undefined;
  const stamp = timestamp === undefined || !usesTime ? {} : { timestamp };
  const conditions = { ...state, ...(untagged ? {} : labels), ...older, ...newer };
  const all =
    Object.keys(conditions).length === 0 && newest === undefined ? { tagState: "tagged" as const } : conditions;
  return {
    action: rule.action,
    match: { ...all, ...stamp },
    ...(grouped === undefined ? {} : { mostRecent: grouped }),
  };
}

/** Ranges and prereleases are rarer than what people mostly ask for: they match little, and hide the rest. */
const rule: fc.Arbitrary<NaiveRule> = fc
  .record({
    action: fc.constantFrom("keep" as const, "delete" as const, "delete" as const),
    match: fc.oneof(
      { weight: 1, arbitrary: match },
      {
        weight: 3,
        arbitrary: match.map(({ semver: _range, prerelease: _prerelease, newerThan: _newer, ...rest }) => rest),
      },
    ),
    mostRecent: fc.option(mostRecent, { nil: undefined }),
  })
  .map(({ mostRecent: newest, ...rest }) => sensible(newest === undefined ? rest : { ...rest, mostRecent: newest }));

export const arbitraryPolicy: fc.Arbitrary<NaivePolicy> = fc.record({
  packageType: fc.constant("container"),
  rules: fc.dictionary(fc.constantFrom("a", "b", "c", "d", "e"), rule, { minKeys: 2, maxKeys: 5 }),
  minAge: fc.constantFrom("0s", "0s", "1d", "3d"),
  onAllMatched: fc.constantFrom(
    "keepNewest" as const,
    "keepNewest" as const,
    "error" as const,
    "deletePackage" as const,
  ),
  deleteOrphanReferrers: fc.boolean(),
});

export const arbitraryRule = rule;

/** Smaller ones seldom have anything to delete. */
const SIZE = { minLength: 4, maxLength: 14, size: "max" } as const;

/** Versions with indexes, shared children, referrers, orphans, cycles and missing children; a third of them deleted when asked. */
export function arbitraryWorld(options: WorldOptions = {}): fc.Arbitrary<NaiveWorld> {
  return fc.uniqueArray(sketch(options), { ...SIZE, selector: ({ id }) => id }).map(draw);
}

/**
 * Images as builds make them: parts come before their index, signatures after what they sign, neither has tags of its own, and nothing goes
 * round in circles.
 */
export function arbitraryBuiltWorld(): fc.Arbitrary<NaiveWorld> {
  return fc.uniqueArray(sketch({}), { ...SIZE, selector: ({ id }) => id }).map((sketches) => {
    const parts = new Set<number>();
    const built = sketches.map((one, index) => {
      const to = one.subject ?? one.digestTag?.to;
      if (to !== undefined && index > 0) return signatureOf(one, to % index);
      const children = one.children.filter((child) => child < index);
      for (const child of children) parts.add(child);
      return { ...one, children, subject: undefined, digestTag: undefined };
    });
    return draw(built.map((one, index) => (parts.has(index) ? { ...one, tags: [] } : one)));
  });
}

function signatureOf(one: Sketch, to: number): Sketch {
  const digestTag = one.digestTag && { to, suffix: ".sig" };
  return { ...one, tags: [], children: [], subject: one.subject === undefined ? undefined : to, digestTag };
}

function draw(sketches: readonly Sketch[]): NaiveWorld {
  const versions: NaiveVersion[] = [];
  const deletedVersions: NaiveVersion[] = [];
  const manifests = new Map<string, NaiveManifest>();
  /** One digest in so many is of no version. */
  const named = (target: number): string => digestOf(target % (sketches.length + 1));
  sketches.forEach((one, index) => {
    const created = AT - one.age;
    const deletedAt = Math.min(created + DAY + one.deletedAfter, AT);
    const version: NaiveVersion = {
      id: one.id,
      name: digestOf(index),
      tags: tagsOf(one, named),
      createdAt: new Date(created).toISOString(),
      updatedAt: new Date(Math.min(created + one.updated, deletedAt - DAY / 2)).toISOString(),
    };
    if (one.fate === "active") versions.push(version);
    else deletedVersions.push({ ...version, deletedAt: new Date(deletedAt).toISOString() });
    if (one.fate !== "active" && one.unread) return;
    manifests.set(version.name, {
      digest: version.name,
      children: one.children.map((child) => ({ digest: named(child) })),
      ...(one.subject === undefined ? {} : { subject: named(one.subject) }),
    });
  });
  const flagged = (flag: string) => sketches.filter((one) => one.flag === flag).map((one) => one.id);
  return {
    versions,
    deletedVersions,
    manifests,
    declaredIds: new Set(flagged("declared")),
    usedIds: new Set(flagged("used").filter((id) => versions.some((version) => version.id === id))),
    blockedIds: new Set(flagged("blocked")),
    unfinished: new Map(flagged("unfinished").map((id) => [id, "left over"])),
  };
}

function tagsOf({ tags, digestTag }: Sketch, named: (target: number) => string): string[] {
  if (digestTag === undefined) return [...tags];
  return [...tags, `${named(digestTag.to).replace(":", "-")}${digestTag.suffix}`];
}
