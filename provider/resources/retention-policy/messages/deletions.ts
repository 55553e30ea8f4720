import { restorableUntil } from "../../../model/deletion";
import { formatCount, formatSeconds, plural } from "../../../progress";
import type { PackageSummary, PlannedDeletion, RetentionPlan } from "../../../retention";
import type { Session } from "../../../session";
import { count, type Outcome } from "../memory";
import { type FreedByPackage, freedTogether } from "./freed";

/** A warning names so many versions, one a line; where the engine's own diff shows all of them, only the first. */
const MOST_NAMED = { alone: 100, besideDiff: 10 };

/** A share of a package's versions beyond which its line is a warning. */
const LARGE_SHARE = 0.5;

/**
 * Warns, in a preview that somebody looks at, of what its update will delete. The engine shows only that a resource changes. Who reads the stream of events
 * has all of it already.
 */
export function warnOfDeletions({ logger, notes }: Session, { deletions }: RetentionPlan, freed: FreedByPackage): void {
  if (deletions.length === 0 || logger.details) return;
  const oldestFirst = [...deletions].sort((a, b) => compare(a.createdAt, b.createdAt));
  const [oldest, newest] = [oldestFirst.at(0), oldestFirst.at(-1)];
  const byPackage = [...oldestFirst].sort((a, b) => compare(a.package, b.package));
  const named = byPackage.slice(0, notes.showsDiff ? MOST_NAMED.besideDiff : MOST_NAMED.alone);
  const more = deletions.length - named.length;
  logger.warn(
    `the update deletes ${plural(deletions.length, "version")}, created from ${day(oldest)} to ${day(newest)}${freedTogether(freed)}:`,
    [
      ...named.map((entry) => `  ${entry.package} ${entry.versionId} ${entry.text}`),
      ...(more > 0 ? [`  and ${formatCount(more)} more: \`pulumi preview --diff\` shows each of them`] : []),
    ],
  );
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

function day(entry: PlannedDeletion | undefined): string {
  return (entry?.createdAt ?? "").slice(0, "2026-09-01".length);
}

/** Whether so much of a package goes that its line must not be overlooked. */
export function mostGoes({ deleted, total }: PackageSummary): boolean {
  return deleted > total * LARGE_SHARE;
}

/**
 * The closing line of an update: what was done, how long it took, and until when it can come back. That time counts from the start of the update.
 * Undefined when nothing was done.
 * @param startedAt,endedAt milliseconds since the epoch
 */
export function closingLine(outcome: Outcome, startedAt: number, endedAt: number): string | undefined {
  const [deleted, restored] = [count(outcome.deleted), count(outcome.restored)];
  const packages = Object.keys(outcome.deletedPackages).length;
  const done = [
    ...(deleted > 0 ? [`deleted ${plural(deleted, "version")}`] : []),
    ...(packages > 0 ? [`deleted ${plural(packages, "whole package")}`] : []),
    ...(restored > 0 ? [`restored ${plural(restored, "version")}`] : []),
  ].join(", ");
  if (done === "") return undefined;
  const until = restorableUntil(startedAt);
  const back =
    deleted + packages > 0 ? ` GitHub can restore what was deleted until ${until}, while its name is free.` : "";
  return `${done}, in ${formatSeconds((endedAt - startedAt) / 1000)}.${back}`;
}
