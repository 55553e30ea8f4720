import { ordinaryTags } from "../../model/tags";
import type { VersionSelector } from "../../model/version-selector";
import type { AwaitedVersion, PackageInput, RetentionVersion } from "../input";
import { type CompiledRule, type MatchResult, NO_MATCH } from "../matching";
import { buildGraph, type ImageGraph, namedSubjects, type Place } from "./graph";

/** What a version is among the others. */
export type Role = "root" | "child" | "referrer" | "orphanReferrer";

/** Versions of one package that are evaluated together, with what does not depend on the rules. */
export interface PackageGraph {
  readonly versions: readonly RetentionVersion[];
  readonly graph: ImageGraph;
  readonly ordinaryTags: readonly (readonly string[])[];
  readonly labels: readonly (readonly string[])[];
  /** Milliseconds since the epoch. */
  readonly createdAt: Float64Array;
  readonly updatedAt: Float64Array;
  /** By creation; the id breaks ties. */
  readonly oldestFirst: readonly Place[];
  readonly declared: Uint8Array;
  /** What something uses, and what that is a part of or attached to: where it is used. */
  readonly inUse: ReadonlyMap<Place, string>;
  /** What a declared version consists of, or is signed by, that is not active itself. */
  readonly awaited: Uint8Array;
  /** Whether there is such a version, whatever it consists of. */
  readonly awaitsSome: boolean;
  readonly blocked: Uint8Array;
  readonly orphanedParts: ReadonlyMap<number, string>;
  /** Whether versions of this type carry tags at all. */
  readonly hasTags: boolean;
  readonly declaredPackage: boolean;
  /** What has been matched, by the keys of rules: it does not change when another rule does. */
  readonly matched: Map<string, Uint8Array>;
}

const NO_TAGS: readonly string[] = [];

/** The versions in any order; the graph does not depend on it. */
export function createPackageGraph(
  input: PackageInput,
  versions: readonly RetentionVersion[],
  hasTags: boolean,
): PackageGraph {
  const tags = versions.map((version) => (hasTags ? ordinaryTags(version) : NO_TAGS));
  const declared = declaredTest(input.declared ?? []);
  const awaited = input.awaited ?? [];
  const isAwaited = awaitedTest(awaited, input.manifests);
  const createdAt = Float64Array.from(versions, (version) => Date.parse(version.createdAt));
  const graph = buildGraph(versions, input.manifests);
  return {
    versions,
    graph,
    ordinaryTags: tags,
    labels: hasTags ? tags : versions.map((version) => [version.name]),
    createdAt,
    updatedAt: Float64Array.from(versions, (version) => Date.parse(version.updatedAt)),
    oldestFirst: sortPlaces(versions, createdAt),
    declared: Uint8Array.from(versions, (version) => (declared(version) ? 1 : 0)),
    inUse: usedPlaces(graph, versions, input.inUse),
    awaited: Uint8Array.from(versions, (version) => (isAwaited(version) ? 1 : 0)),
    awaitsSome: awaited.length > 0,
    blocked: Uint8Array.from(versions, (version) => (input.blocked?.has(version.id) ? 1 : 0)),
    orphanedParts: input.orphanedParts ?? new Map(),
    hasTags,
    declaredPackage: input.declaredPackage ?? false,
    matched: new Map(),
  };
}

export type MakeGraph = typeof createPackageGraph;

/** What is active, with and without what comes back under one policy or another. */
const GRAPHS_OF_PACKAGE = 3;

/** For whoever plans the same packages again and again: a graph does not depend on rules, and is made once. */
export function rememberGraphs(): MakeGraph {
  const known = new WeakMap<PackageInput, readonly PackageGraph[]>();
  return (input, versions, hasTags) => {
    const graphs = known.get(input) ?? [];
    const found = graphs.find((one) => one.hasTags === hasTags && isSameList(one.versions, versions));
    if (found !== undefined) return found;
    const made = createPackageGraph(input, versions, hasTags);
    known.set(input, [made, ...graphs].slice(0, GRAPHS_OF_PACKAGE));
    return made;
  };
}

function isSameList(some: readonly RetentionVersion[], others: readonly RetentionVersion[]): boolean {
  return some.length === others.length && some.every((version, place) => version === others[place]);
}

/** Step 2. A child that is attached to something as well is a child. */
export function roleOf(packageGraph: PackageGraph, place: Place): Role {
  const { graph } = packageGraph;
  const needers = graph.needers[place]?.length ?? 0;
  const subjects = graph.subjects[place]?.length ?? 0;
  if (needers > subjects) return "child";
  if (subjects > 0) return "referrer";
  return isUnnamedReferrer(packageGraph, place) ? "orphanReferrer" : "root";
}

/** Whether somebody gave it a name: an ordinary tag. */
export function isNamed({ ordinaryTags }: PackageGraph, place: Place): boolean {
  return (ordinaryTags[place]?.length ?? 0) > 0;
}

/** Whether it is attached to something, be that there or not, and has no name of its own. */
function isUnnamedReferrer(packageGraph: PackageGraph, place: Place): boolean {
  return packageGraph.graph.namesSubject[place] === 1 && !isNamed(packageGraph, place);
}

/** Whether a kept version is a root among what is kept. No kept version needs it, and it is no signature of something that is not there. */
export function isRootAmong(packageGraph: PackageGraph, kept: Uint8Array, place: Place): boolean {
  const isNeeded = packageGraph.graph.needers[place]?.some((needer) => kept[needer] === 1);
  return kept[place] === 1 && !isNeeded && !isUnnamedReferrer(packageGraph, place);
}

/** Whether it has any tag, also a digest tag. GitHub looks at this when it refuses to delete the last tagged version. */
export function hasAnyTag({ hasTags, versions }: PackageGraph, place: Place): boolean {
  return hasTags && (versions[place]?.tags?.length ?? 0) > 0;
}

/** Sorts by the first of the times, then by the next ones. The id breaks ties, so that the order of pages makes no difference. */
export function sortPlaces(versions: readonly RetentionVersion[], ...times: readonly Float64Array[]): Place[] {
  const places = versions.map((_, place) => place);
  return places.sort((a, b) => {
    for (const time of times) {
      const difference = (time[a] as number) - (time[b] as number);
      if (difference !== 0) return difference;
    }
    return (versions[a] as RetentionVersion).id - (versions[b] as RetentionVersion).id;
  });
}

/** So many rules' matches a graph remembers: more than a policy has, and fewer than somebody writes while looking for the right one. */
const MOST_REMEMBERED = 100;

/** For each rule, which versions it matches, ages aside. */
export type MatchTable = ReadonlyMap<CompiledRule, Uint8Array>;

export function matchTable(packageGraph: PackageGraph, rules: readonly CompiledRule[]): MatchTable {
  const { matched, versions, labels } = packageGraph;
  if (matched.size > MOST_REMEMBERED) matched.clear();
  const asked = rules.filter(({ matchKey }) => !matched.has(matchKey));
  const results = asked.map(() => new Uint8Array(versions.length));
  if (asked.length > 0) {
    versions.forEach(({ name }, place) => {
      const candidate = { name, tagged: isNamed(packageGraph, place), labels: labels[place] ?? [] };
      asked.forEach((rule, index) => {
        const result: MatchResult = rule.match(candidate);
        if (result !== NO_MATCH) (results[index] as Uint8Array)[place] = result;
      });
    });
  }
  asked.forEach(({ matchKey }, index) => {
    matched.set(matchKey, results[index] as Uint8Array);
  });
  return new Map(rules.map((rule) => [rule, matched.get(rule.matchKey) as Uint8Array]));
}

function declaredTest(selectors: readonly VersionSelector[]): (version: RetentionVersion) => boolean {
  const ids = new Set<number>();
  const names = new Set<string>();
  const tags = new Set<string>();
  for (const selector of selectors) {
    if (selector.kind === "versionId") ids.add(selector.value);
    else if (selector.kind === "tag") tags.add(selector.value);
    else names.add(selector.value);
  }
  return ({ id, name, tags: its }) =>
    ids.has(id) || names.has(name) || (tags.size > 0 && (its ?? []).some((tag) => tags.has(tag)));
}

/** Who runs the image of one platform may have found it by the index that lists it, and others will. So what needs it is in use, too. */
function usedPlaces(
  { needers }: ImageGraph,
  versions: readonly RetentionVersion[],
  inUse: PackageInput["inUse"],
): ReadonlyMap<Place, string> {
  const used = new Map<Place, string>();
  if (inUse === undefined || inUse.size === 0) return used;
  versions.forEach(({ id }, place) => {
    const by = inUse.get(id);
    if (by !== undefined) used.set(place, by);
  });
  for (const [place, by] of used)
    for (const needer of needers[place] ?? []) if (!used.has(needer)) used.set(needer, by);
  return used;
}

/** Recognizes what awaited versions consist of: parts by their digests, signatures and the like by what they are attached to. */
function awaitedTest(
  awaited: readonly AwaitedVersion[],
  manifests: PackageInput["manifests"],
): (version: RetentionVersion) => boolean {
  const digests = new Set(awaited.flatMap((one) => one.digests ?? []));
  if (digests.size === 0) return () => false;
  const isOneOf = (digest: string) => digests.has(digest);
  return (version) => isOneOf(version.name) || [...namedSubjects(version, manifests?.get(version.name))].some(isOneOf);
}
