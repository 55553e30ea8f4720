import type { EvaluatedPackage, KeepReason, Place } from "../evaluation";
import type { PlannedDeletion } from "./entries";
import { describeWhat } from "./entry-text";
import type { VersionLabel } from "./summary";

/** How many versions that were created on one day have one disposition for one reason. */
export interface DispositionOfDay {
  /** `2026-09-01`, UTC. */
  readonly day: string;
  /** `spared` stays although a delete rule matches it; `restored` comes back. */
  readonly fate: "deleted" | "spared" | "kept" | "restored";
  /** The delete rule; or why it stays. Absent for what comes back. */
  readonly by?: KeepReason;
  readonly count: number;
}

/** A version that a delete rule matches, and that stays. */
export interface MatchedButKept extends VersionLabel {
  readonly rule: string;
  readonly keptBy: KeepReason;
}

/** What becomes of every version of one package. Pictures show it, and it says which rule protected what. */
export interface PackageDispositions {
  readonly package: string;
  readonly days: readonly DispositionOfDay[];
  readonly spared: readonly MatchedButKept[];
}

const DAY_LENGTH = "2026-09-01".length;

/** @param activeCount so many of the versions are active; the others come back. */
export function describeDispositions(
  packageName: string,
  activeCount: number,
  { packageGraph, evaluation }: EvaluatedPackage,
  deletions: readonly PlannedDeletion[],
): PackageDispositions {
  const rules = new Map(deletions.map(({ versionId, rule }) => [versionId, rule]));
  const days = new Map<string, DispositionOfDay>();
  const spared: MatchedButKept[] = [];
  packageGraph.versions.forEach((version, place) => {
    const day = new Date(packageGraph.createdAt[place] as number).toISOString().slice(0, DAY_LENGTH);
    const matchedRule = evaluation.matchedBy[place];
    const keptBy = evaluation.reasons[place];
    const fate = fateOf(place, activeCount, rules.get(version.id), matchedRule, keptBy);
    count(days, { day, ...fate });
    if (fate.fate === "spared" && matchedRule !== undefined && keptBy !== undefined)
      spared.push({ versionId: version.id, what: describeWhat(version), rule: matchedRule, keptBy });
  });
  return { package: packageName, days: [...days.values()].sort(byDay), spared: spared.sort(byId) };
}

function fateOf(
  place: Place,
  activeCount: number,
  rule: string | undefined,
  matchedRule: string | undefined,
  keptBy: KeepReason | undefined,
): Pick<DispositionOfDay, "fate" | "by"> {
  if (place >= activeCount) return { fate: "restored" };
  if (rule !== undefined) return { fate: "deleted", by: { kind: "rule", rule } };
  const by: KeepReason | undefined = keptBy?.kind === "inUse" ? { kind: "inUse" } : keptBy;
  return { fate: matchedRule === undefined ? "kept" : "spared", ...(by && { by }) };
}

function count(days: Map<string, DispositionOfDay>, one: Omit<DispositionOfDay, "count">): void {
  const key = JSON.stringify(one);
  const known = days.get(key);
  days.set(key, { ...one, count: (known?.count ?? 0) + 1 });
}

/** What is told does not depend on the order of pages. */
function byDay(a: DispositionOfDay, b: DispositionOfDay): number {
  return JSON.stringify(a) < JSON.stringify(b) ? -1 : 1;
}

function byId(a: MatchedButKept, b: MatchedButKept): number {
  return a.versionId - b.versionId;
}
