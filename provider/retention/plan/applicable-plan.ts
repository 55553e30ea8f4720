import { ofPackage } from "../by-package";
import type { RetentionVersion } from "../input";
import type { BoundPlan, PlannedDeletion, PlannedPackageDeletion, PlannedRestoration } from "./entries";
import { entryKey } from "./entries";
import { describeWhat, whatOf } from "./entry-text";
import type { RetentionPlan } from "./plan";

/** Something that was shown and is not applied. */
export interface DroppedEntry {
  readonly action: "delete" | "restore" | "deletePackage";
  readonly package: string;
  /** Absent for whole packages. */
  readonly versionId?: number;
  readonly reason: string;
}

/** What may be applied of what was shown, in the order of application. */
export interface ApplicablePlan {
  readonly deletions: readonly PlannedDeletion[];
  readonly restorations: readonly PlannedRestoration[];
  readonly packageDeletions: readonly PlannedPackageDeletion[];
  readonly dropped: readonly DroppedEntry[];
}

/** Nothing is known of the version: neither that it is gone, nor that it stays. */
const UNREADABLE = "its package can't be read now, so nothing of it is touched";

/** A version as a fresh listing has it. */
export type LiveVersion = (packageName: string, versionId: number) => RetentionVersion | undefined;

/**
 * What may be applied of what was shown, by a plan made just now. Both must have an entry, for the same tags. A part of images goes only when all of
 * its images go as well, so that nothing that stays loses a part.
 */
export function applicablePlan(shown: BoundPlan, fresh: RetentionPlan, live: LiveVersion): ApplicablePlan {
  const deletions = applicableDeletions(shown, fresh, live);
  const restorations = fresh.restorations.filter(
    (entry) => ofPackage(shown.restore, entry.package)?.[entry.versionId] !== undefined,
  );
  const skipped = new Set(fresh.skipped.map((one) => one.package));
  const whole = wholePackages(shown, fresh, deletions.applicable);
  return {
    deletions: deletions.applicable.filter((entry) => !whole.spared.has(entry.package)),
    restorations,
    packageDeletions: whole.applicable,
    dropped: [...deletions.dropped, ...droppedRestorations(shown, restorations), ...whole.dropped].map((entry) =>
      skipped.has(entry.package) ? { ...entry, reason: UNREADABLE } : entry,
    ),
  };
}

function applicableDeletions(shown: BoundPlan, fresh: RetentionPlan, live: LiveVersion) {
  const candidates = fresh.deletions.filter((entry) => {
    const line = ofPackage(shown.delete, entry.package)?.[entry.versionId];
    return line !== undefined && whatOf(line) === whatOf(entry.text);
  });
  const whyNot = partsOfWhatStays(candidates);
  const applicable = candidates.filter((entry) => !whyNot.has(entry.key));
  const keys = new Set(applicable.map((entry) => entry.key));
  const dropped: DroppedEntry[] = [];
  for (const [packageName, lines] of Object.entries(shown.delete ?? {})) {
    for (const [id, line] of Object.entries(lines)) {
      const versionId = Number(id);
      const key = entryKey(packageName, versionId);
      if (keys.has(key)) continue;
      const reason = whyNot.get(key) ?? changeOf(line, live(packageName, versionId));
      dropped.push({ action: "delete", package: packageName, versionId, reason });
    }
  }
  return { applicable, dropped };
}

/** Why candidates stay after all: something needs them that is no candidate, or that stays for the same reason. */
function partsOfWhatStays(candidates: readonly PlannedDeletion[]): Map<string, string> {
  const going = new Set(candidates.map((entry) => entry.key));
  const staying = new Map<string, string>();
  let hasFound: boolean;
  do {
    hasFound = false;
    for (const entry of candidates.filter(({ key }) => going.has(key))) {
      const needer = entry.neededBy.find((id) => !going.has(entryKey(entry.package, id)));
      if (needer === undefined) continue;
      going.delete(entry.key);
      staying.set(entry.key, `version id ${needer} stays and needs it`);
      hasFound = true;
    }
  } while (hasFound);
  return staying;
}

function changeOf(line: string, version: RetentionVersion | undefined): string {
  if (version === undefined) return "it is gone already";
  const before = whatOf(line);
  const now = describeWhat(version);
  return before === now ? "the rules keep it now" : `it was ${before} and is ${now} now`;
}

function droppedRestorations(shown: BoundPlan, applicable: readonly PlannedRestoration[]): DroppedEntry[] {
  const keys = new Set(applicable.map((entry) => entry.key));
  return Object.entries(shown.restore ?? {}).flatMap(([packageName, lines]) =>
    Object.keys(lines)
      .map(Number)
      .filter((versionId) => !keys.has(entryKey(packageName, versionId)))
      .map((versionId) => ({
        action: "restore" as const,
        package: packageName,
        versionId,
        reason: "it is back already, can't be restored any more, or the rules delete it now",
      })),
  );
}

/** A package goes as a whole only when it is exactly what was shown. Otherwise nothing of it goes. */
function wholePackages(shown: BoundPlan, fresh: RetentionPlan, deletions: readonly PlannedDeletion[]) {
  const applicable: PlannedPackageDeletion[] = [];
  const spared = new Set<string>();
  const dropped: DroppedEntry[] = [];
  const entries = new Map(fresh.packageDeletions.map((entry) => [entry.package, entry]));
  const counts = new Map<string, number>();
  for (const one of deletions) counts.set(one.package, (counts.get(one.package) ?? 0) + 1);
  for (const packageName of Object.keys(shown.deletePackages ?? {})) {
    const entry = entries.get(packageName);
    const sure = counts.get(packageName) ?? 0;
    if (entry !== undefined && entry.versionIds.length === sure) {
      applicable.push(entry);
      continue;
    }
    spared.add(packageName);
    dropped.push({ action: "deletePackage", package: packageName, reason: "it is not what was shown any more" });
  }
  for (const { package: packageName } of fresh.packageDeletions) {
    if (ofPackage(shown.deletePackages, packageName) !== undefined) continue;
    spared.add(packageName);
    const reason = "the rules match every version of it now, so it would go as a whole, which was not shown";
    if (ofPackage(shown.delete, packageName) !== undefined)
      dropped.push({ action: "deletePackage", package: packageName, reason });
  }
  return { applicable, spared, dropped };
}
