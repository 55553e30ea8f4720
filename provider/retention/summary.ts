import type { PlannedDeletion } from "./entries";
import { describeWhat } from "./entry-text";
import type { Place } from "./graph";
import type { KeepReason } from "./judge";
import type { Unjudgeable } from "./restorable";
import type { Outlook } from "./restore";

/** A version that stays only because some of its tags match no part of the delete rule that matches the others. */
export interface PartialMatch {
  readonly versionId: number;
  readonly rule: string;
  readonly matched: readonly string[];
  readonly unmatched: readonly string[];
}

/** What is told of one version by its id and its tags, name or digest. */
export interface Mention {
  readonly versionId: number;
  readonly what: string;
}

/** What a run tells about one package. Counts change with every publish, so none of this belongs into bound inputs. */
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
  readonly keptOtherwise: Readonly<Partial<Record<Exclude<KeepReason["kind"], "rule">, number>>>;
  readonly partial: readonly PartialMatch[];
  /** Condemned, and refused by GitHub. */
  readonly blocked: readonly (Mention & { readonly rule: string })[];
  /** Kept by `onAllMatched`, each with what it needs. */
  readonly rescued: readonly Mention[];
  /** Indexes that stay and list manifests that are not there. */
  readonly incomplete: readonly (Mention & { readonly digest: string })[];
  readonly unjudgeable: readonly (Mention & { readonly reason: string })[];
  /** Deleted by the old rules and kept by the new ones, more than 30 days too late; absent when there are none. */
  readonly expired?: readonly Mention[];
  readonly deletesPackage: boolean;
  /** Images that the program declares and that are not active: how it names them, and whether it is known what they need. */
  readonly awaited?: readonly { readonly what: string; readonly isKnown: boolean }[];
}

export function summarize(
  packageName: string,
  activeCount: number,
  outlook: Outlook,
  deletions: readonly PlannedDeletion[],
  unjudgeable: readonly Unjudgeable[],
): PackageSummary {
  const { world, judgement, restored } = outlook;
  const awaited = outlook.awaited.flatMap(({ what, digests }) =>
    digests?.length === 0 ? [] : { what, isKnown: digests !== undefined },
  );
  const mention = (place: Place): Mention => mentionOf(outlook, place);
  return {
    package: packageName,
    total: activeCount,
    deleted: deletions.length,
    restored: restored.size,
    deletedBy: tally(deletions.map((entry) => entry.rule)),
    ...keptCounts(judgement.reasons.slice(0, activeCount)),
    partial: byId(partialMatches(outlook)),
    blocked: byId(condemnedAndBlocked(outlook)),
    rescued: byId(judgement.reasons.flatMap((reason, place) => (reason?.kind === "lastVersion" ? mention(place) : []))),
    incomplete: byId(
      world.graph.missing
        .filter(({ index }) => judgement.kept[index] === 1)
        .map(({ index, digest }) => ({ ...mention(index), digest })),
    ),
    unjudgeable: byId(
      unjudgeable.map(({ version, reason }) => ({ versionId: version.id, what: describeWhat(version), reason })),
    ),
    ...(outlook.expired.length > 0 && {
      expired: byId(outlook.expired.map((version) => ({ versionId: version.id, what: describeWhat(version) }))),
    }),
    deletesPackage: judgement.deletesPackage,
    ...(awaited.length > 0 && { awaited }),
  };
}

/** What is told does not depend on the order of pages. */
function byId<T extends { readonly versionId: number }>(mentions: readonly T[]): T[] {
  return [...mentions].sort((a, b) => a.versionId - b.versionId);
}

function mentionOf({ world }: Outlook, place: Place): Mention {
  const version = world.versions[place];
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

function partialMatches({ world, judgement }: Outlook): PartialMatch[] {
  return judgement.partlyBy.flatMap((rule, place) => {
    if (rule === undefined || judgement.reasons[place]?.kind !== "unmatched") return [];
    const tags = [...(world.ordinaryTags[place] ?? [])].sort();
    const matched = tags.filter((tag) => rule.holdsFor(tag));
    const unmatched = tags.filter((tag) => !rule.holdsFor(tag));
    return { versionId: world.versions[place]?.id ?? 0, rule: rule.name, matched, unmatched };
  });
}

function condemnedAndBlocked(outlook: Outlook): PackageSummary["blocked"] {
  const { condemnedBy, reasons } = outlook.judgement;
  return condemnedBy.flatMap((rule, place) =>
    rule === undefined || reasons[place]?.kind !== "blocked" ? [] : { ...mentionOf(outlook, place), rule },
  );
}

/** Sorted by name, for the same reason. */
function tally(names: readonly string[]): Record<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));
}
