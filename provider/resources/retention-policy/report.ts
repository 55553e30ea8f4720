import { isProviderError } from "../../errors";
import type { Logger } from "../../ports";
import { type PolicyInputs, type RetentionPlan, reportLines } from "../../retention";
import type { Bag } from "../resource";
import { count, type Outcome } from "./outcome";

/** A dry run names so many versions one by one; the totals tell of all. */
const MOST_NAMED = 100;

/**
 * Tells, in the preview, what stays and why. What goes is among the resource's inputs; counts are not, because they change with
 * every publish. A package of which nothing goes is told of only while there are few.
 */
export function tellPlan(
  logger: Logger,
  plan: RetentionPlan,
  policy: PolicyInputs,
  unmatched: readonly string[],
): void {
  for (const pattern of unmatched) logger.warn(`retention: "${pattern}" matches no package of this owner and type`);
  const quiet = plan.summaries.filter(
    (summary) =>
      reportLines({ ...plan, summaries: [summary] }).length === 1 && summary.deleted + summary.restored === 0,
  );
  const told = quiet.length > 10 ? plan.summaries.filter((summary) => !quiet.includes(summary)) : plan.summaries;
  for (const line of reportLines({ ...plan, summaries: told })) logger.info(line);
  if (told.length < plan.summaries.length) logger.info(`of ${quiet.length} more packages nothing goes`);
  if (policy.previewOnly) tellDryRun(logger, plan);
}

function tellDryRun(logger: Logger, plan: RetentionPlan): void {
  const named = plan.deletions.slice(0, MOST_NAMED);
  for (const entry of named) logger.info(`previewOnly: would delete ${entry.package} ${entry.versionId} ${entry.text}`);
  if (plan.deletions.length > named.length)
    logger.info(`previewOnly: and ${plan.deletions.length - named.length} more`);
  for (const entry of plan.restorations)
    logger.info(`previewOnly: would restore ${entry.package} ${entry.versionId} ${entry.text}`);
  for (const { property, reason } of plan.violations)
    logger.warn(`previewOnly: ${property} would stop this: ${reason}`);
}

/** What an apply that stopped has done and left, and when to come back. */
export function stoppedMessage(inputs: Bag, outcome: Outcome, error?: unknown): string {
  const left = count(outcome.unfinished);
  const done = `${count(outcome.deleted)} versions were deleted, ${count(outcome.restored)} restored, ${left} of the plan are left`;
  const why = error === undefined ? `it reached maxDuration (${inputs.maxDuration})` : messageOf(error);
  const when = isProviderError(error) && error.retryAt !== undefined ? ` Come back at ${error.retryAt}.` : "";
  return `the retention policy stopped: ${why} So far ${done}. Nothing is lost:${when} \`pulumi up --refresh\` goes on from what GitHub has.`;
}

function messageOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
