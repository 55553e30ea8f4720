import type { EvaluatedPackage, KeepReason, OtherKeepReason, Place, Unjudgeable } from "../evaluation";
import type { GoneInUse } from "../input";
import type { PlannedDeletion } from "./entries";
import { describeWhat } from "./entry-text";

/** A version that stays only because some of its tags match no part of the delete rule that matches the others. */
export interface PartialMatch {
  readonly versionId: number;
  readonly rule: string;
  readonly matched: readonly string[];
  readonly unmatched: readonly string[];
}

/** One version by its id and its tags, name or digest. */
export interface VersionLabel {
  readonly versionId: number;
  readonly what: string;
}

/** What a run says of one package. Counts change with every publish, so none of this belongs into bound inputs. */
export interface PackageSummary {
  readonly package: string;
  /** Active versions. */
  readonly total: number;
  readonly deleted: number;
  readonly restored: number;
  /** Of those that go: rule → how many. */
  readonly deletedBy: Readonly<Record<string, number>>;
  /** Of those that stay: keep rule → how many. */
  readonly keptByRule: Readonly<Record<string, number>>;
  /** Of those that stay, why, in so far as no keep rule says so. */
  readonly keptOtherwise: Readonly<Partial<Record<OtherKeepReason, number>>>;
  readonly partial: readonly PartialMatch[];
  /** Matched by a delete rule, and refused by GitHub. */
  readonly blocked: readonly (VersionLabel & { readonly rule: string })[];
  /** Kept by `onAllMatched`, each with what it needs. */
  readonly rescued: readonly VersionLabel[];
  /** Indexes that stay and list manifests that are not there. */
  readonly incomplete: readonly (VersionLabel & { readonly digest: string })[];
  readonly unjudgeable: readonly (VersionLabel & { readonly reason: string })[];
  /** Versions that the old rules deleted and the new ones would keep, and that were deleted more than 30 days ago. Absent when there are none. */
  readonly expired?: readonly VersionLabel[];
  readonly deletesPackage: boolean;
  /** Images that the program declares and that are not active: how it names them, and whether it is known what they need. */
  readonly awaited?: readonly { readonly what: string; readonly isKnown: boolean }[];
  /** Versions that something uses, with the indexes that list them: where. Absent when there are none. */
  readonly inUse?: readonly (VersionLabel & { readonly by: string })[];
  /** What something uses and is not there. Absent when there is none. */
  readonly goneInUse?: readonly GoneInUse[];
}

export function summarize(
  packageName: string,
  activeCount: number,
  evaluated: EvaluatedPackage,
  deletions: readonly PlannedDeletion[],
  unjudgeable: readonly Unjudgeable[],
  goneInUse: readonly GoneInUse[],
): PackageSummary {
  const { packageGraph, evaluation, restored } = evaluated;
  const awaited = evaluated.awaited.flatMap(({ what, digests, isInUse }) =>
    isInUse || digests?.length === 0 ? [] : { what, isKnown: digests !== undefined },
  );
  const mention = (place: Place): VersionLabel => mentionOf(evaluated, place);
  const inUse = [...packageGraph.inUse].filter(([place]) => place < activeCount);
  return {
    package: packageName,
    total: activeCount,
    deleted: deletions.length,
    restored: restored.size,
    deletedBy: tally(deletions.map((entry) => entry.rule)),
    ...keptCounts(evaluation.reasons.slice(0, activeCount)),
    partial: byId(partialMatches(evaluated)),
    blocked: byId(matchedAndBlocked(evaluated)),
    rescued: byId(
      evaluation.reasons.flatMap((reason, place) => (reason?.kind === "lastVersion" ? mention(place) : [])),
    ),
    incomplete: byId(
      packageGraph.graph.missing
        .filter(({ index }) => evaluation.kept[index] === 1)
        .map(({ index, digest }) => ({ ...mention(index), digest })),
    ),
    unjudgeable: byId(
      unjudgeable.map(({ version, reason }) => ({ versionId: version.id, what: describeWhat(version), reason })),
    ),
    ...(evaluated.expired.length > 0 && {
      expired: byId(evaluated.expired.map((version) => ({ versionId: version.id, what: describeWhat(version) }))),
    }),
    deletesPackage: evaluation.deletesPackage,
    ...(awaited.length > 0 && { awaited }),
    ...(inUse.length > 0 && { inUse: byId(inUse.map(([place, by]) => ({ ...mention(place), by }))) }),
    ...(goneInUse.length > 0 && { goneInUse }),
  };
}

/** What is told does not depend on the order of pages. */
function byId<T extends { readonly versionId: number }>(mentions: readonly T[]): T[] {
  return [...mentions].sort((a, b) => a.versionId - b.versionId);
}

function mentionOf({ packageGraph }: EvaluatedPackage, place: Place): VersionLabel {
  const version = packageGraph.versions[place];
  return version === undefined ? { versionId: 0, what: "" } : { versionId: version.id, what: describeWhat(version) };
}

function keptCounts(
  reasons: readonly (KeepReason | undefined)[],
): Pick<PackageSummary, "keptByRule" | "keptOtherwise"> {
  const kept = reasons.filter((reason) => reason !== undefined);
  return {
    keptByRule: tally(kept.flatMap((reason) => (reason.kind === "rule" ? reason.rule : []))),
    keptOtherwise: tally(kept.flatMap((reason) => (reason.kind === "rule" ? [] : reason.kind))),
  };
}

function partialMatches({ packageGraph, evaluation }: EvaluatedPackage): PartialMatch[] {
  return evaluation.partlyBy.flatMap((rule, place) => {
    if (rule === undefined || evaluation.reasons[place]?.kind !== "unmatched") return [];
    const tags = [...(packageGraph.ordinaryTags[place] ?? [])].sort();
    const matched = tags.filter((tag) => rule.holdsFor(tag));
    const unmatched = tags.filter((tag) => !rule.holdsFor(tag));
    return { versionId: packageGraph.versions[place]?.id ?? 0, rule: rule.name, matched, unmatched };
  });
}

function matchedAndBlocked(evaluated: EvaluatedPackage): PackageSummary["blocked"] {
  const { matchedBy, reasons } = evaluated.evaluation;
  return matchedBy.flatMap((rule, place) =>
    rule === undefined || reasons[place]?.kind !== "blocked" ? [] : { ...mentionOf(evaluated, place), rule },
  );
}

/** Sorted by name, for the same reason. */
function tally(names: readonly string[]): Record<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));
}
