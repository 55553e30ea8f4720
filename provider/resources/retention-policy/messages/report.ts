import { isProviderError } from "../../../errors";
import type { Logger } from "../../../ports";
import {
  type BoundPlan,
  type DroppedEntry,
  ofPackage,
  type PackageSummary,
  type PolicyInputs,
  type RetentionPlan,
  reportLines,
  warningLines,
} from "../../../retention";
import { count, type EntriesByPackage, type Outcome } from "../memory";
import { mostGoes } from "./deletions";
import { type FreedByPackage, freedOf } from "./freed";

/** A dry run names so many versions one by one; the totals tell of all. */
const MOST_NAMED = 100;

/**
 * Logs, in the preview, what stays and why. The resource's inputs have what goes. They have no counts, because these change with every publish. Packages of
 * which nothing goes are named only while they are few.
 */
export function logPlan(logger: Logger, plan: RetentionPlan, policy: PolicyInputs, freed: FreedByPackage): void {
  for (const line of warningLines(plan)) logger.warn(line);
  const isQuiet = (summary: PackageSummary) =>
    reportLines({ ...plan, summaries: [summary] }).length === 1 && summary.deleted + summary.restored === 0;
  const quiet = new Set(plan.summaries.filter(isQuiet));
  const told = quiet.size > 10 ? plan.summaries.filter((summary) => !quiet.has(summary)) : plan.summaries;
  for (const summary of told) logSummary(logger, plan, summary, freed);
  if (told.length < plan.summaries.length) logger.info(`of ${quiet.size} more packages nothing goes`);
  if (policy.previewOnly) logDryRun(logger, plan);
}

/** Where somebody reads the details along, the report warns by itself. */
function logSummary(logger: Logger, plan: RetentionPlan, summary: PackageSummary, freed: FreedByPackage): void {
  const [counts = "", ...remarks] = reportLines({ ...plan, summaries: [summary] });
  const totals = `${counts}${freedOf(freed.get(summary.package))}`;
  if (mostGoes(summary) && !logger.details) logger.warn(`${totals}. More than half of it goes`);
  else logger.info(totals);
  for (const remark of remarks) logger.info(remark);
}

function logDryRun(logger: Logger, plan: RetentionPlan): void {
  const named = plan.deletions.slice(0, MOST_NAMED);
  for (const entry of named) logger.info(`previewOnly: would delete ${entry.package} ${entry.versionId} ${entry.text}`);
  if (plan.deletions.length > named.length)
    logger.info(`previewOnly: and ${plan.deletions.length - named.length} more`);
  for (const entry of plan.restorations)
    logger.info(`previewOnly: would restore ${entry.package} ${entry.versionId} ${entry.text}`);
  for (const { property, reason } of plan.violations)
    logger.warn(`previewOnly: ${property} would stop this: ${reason}`);
}

/** Logs, in an update, what is not as its preview showed it. */
export function logChanges(
  logger: Logger,
  dropped: readonly DroppedEntry[],
  late: { readonly deletions: number; readonly restorations: number },
): void {
  for (const entry of dropped) logger.info(describeDropped(entry));
  if (late.deletions > 0)
    logger.warn(
      `${late.deletions} more versions would go by now. The preview did not show them, so they stay until the next update.`,
    );
  if (late.restorations > 0)
    logger.warn(
      `${late.restorations} more versions would come back by now. The preview did not show them, so they stay deleted until the next update.`,
    );
}

export function describeDropped({ package: name, versionId, reason }: DroppedEntry): string {
  return `${name}${versionId === undefined ? "" : ` ${versionId}`} was planned and is left: ${reason}`;
}

/** Logs which of the shown versions stay after all. Until a refresh, a check does not know what the state knows. */
export function logBlocked(logger: Logger, pending: BoundPlan, blocked: EntriesByPackage = {}): void {
  const stay = Object.entries(pending.delete ?? {}).flatMap(([name, versions]) =>
    Object.keys(versions).flatMap((id) => (ofPackage(blocked, name)?.[id] === undefined ? [] : `${name} ${id}`)),
  );
  if (stay.length === 0) return;
  const more = stay.length > MOST_NAMED ? ` and ${stay.length - MOST_NAMED} more` : "";
  logger.info(
    `stays, because GitHub refuses to delete it: ${stay.slice(0, MOST_NAMED).join(", ")}${more}. After \`pulumi refresh\` the plan leaves it out.`,
  );
}

/** What an apply that stopped has done and left, and when to come back. */
export function stoppedMessage(
  maxDuration: unknown,
  outcome: Outcome,
  left: { readonly deletions: number; readonly restorations: number },
  error?: unknown,
): string {
  const why = error === undefined ? `it reached maxDuration (${maxDuration}).` : messageOf(error);
  const packages = Object.keys(outcome.deletedPackages).length;
  const done = [
    `${count(outcome.deleted)} versions were deleted`,
    ...(packages > 0 ? [`${packages} packages deleted`] : []),
    `${count(outcome.restored)} restored`,
    `${left.deletions + left.restorations} of the plan are left`,
  ].join(", ");
  const when = isProviderError(error) && error.retryAt !== undefined ? ` Come back at ${error.retryAt}.` : "";
  return `the retention policy stopped: ${why} So far ${done}. Nothing is lost:${when} \`pulumi up --refresh\` goes on from what GitHub has.`;
}

function messageOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
