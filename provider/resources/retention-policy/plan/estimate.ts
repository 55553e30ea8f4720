import type { WorkEstimate } from "../../../ports";
import { formatCount, formatSeconds } from "../../../progress";
import type { PackageSummary, PolicyInputs, RetentionPlan } from "../../../retention";
import type { Session } from "../../../session";
import { ownPageSuffices } from "./own-page";
import { DELETIONS_TO_A_LOOK } from "./pace";

/** What takes less time than this is not worth a line, in seconds. */
const WORTH_TELLING = 20;

/**
 * What the update costs at least; undefined when there is nothing to do. It reads each package again, and counts those that lose something, unless the pages
 * of what goes suffice. While it deletes versions, it reads a page of their package now and then. Each deletion and restoration is a request.
 */
export async function estimateOf(
  session: Session,
  plan: RetentionPlan,
  policy: PolicyInputs,
): Promise<WorkEstimate | undefined> {
  const writes = plan.deletions.length + plan.packageDeletions.length;
  const restores = plan.restorations.length;
  if (writes + restores === 0) return undefined;
  const touched = plan.summaries.filter(({ deleted, restored }) => deleted + restored > 0);
  const api = await session.api();
  const readsOf = ({ total, deleted, restored }: PackageSummary) => {
    if (restored === 0 && ownPageSuffices(policy)) return 1;
    return Math.ceil(total / api.pageSize) + 1 + (api.comparesVersionCount && deleted > 0 ? 1 : 0);
  };
  const reads = touched.reduce(
    (sum, summary) => sum + readsOf(summary) + Math.floor(summary.deleted / DELETIONS_TO_A_LOOK),
    0,
  );
  return api.estimate({ reads, writes, restores });
}

/** Says in the preview how long its update will take within GitHub's limits, and whether what is left of the hour suffices. */
export async function logDuration(session: Session, plan: RetentionPlan, policy: PolicyInputs): Promise<void> {
  const estimate = await estimateOf(session, plan, policy);
  if (!estimate) return;
  if (estimate.seconds >= WORTH_TELLING) {
    session.logger.info(
      `applying this takes about ${formatSeconds(estimate.seconds)} within GitHub's limits: ${describe(plan)}.`,
    );
  }
  const { fitsThisHour, requests, remaining = 0, limit, resetAt = 0, stops } = estimate;
  if (fitsThisHour) return;
  const ofLimit = limit === undefined ? "" : ` of this hour's ${formatCount(limit)}`;
  const then = stops
    ? "The update does what it can, then stops and says when to come back; the next one goes on from there."
    : "The update waits for the next hour's and goes on.";
  session.logger.warn(
    `applying this needs ${formatCount(requests)} requests, and ${formatCount(remaining)}${ofLimit} are left until ${new Date(resetAt).toISOString()}. ${then}`,
  );
}

function describe({ deletions, packageDeletions, restorations }: RetentionPlan): string {
  const parts = [
    [deletions.length, "deletion"],
    [packageDeletions.length, "deletion of a whole package"],
    [restorations.length, "restoration"],
  ] as const;
  return parts
    .filter(([count]) => count > 0)
    .map(([count, what]) => `${formatCount(count)} ${count === 1 ? what : what.replace(/^(\w+)/, "$1s")}`)
    .join(", ");
}
