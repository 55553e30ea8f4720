import { formatPackageId, type PackageRef } from "../../../model/reference";
import {
  applicablePlan,
  type BoundPlan,
  bindPlan,
  ofPackage,
  planFailures,
  planRetention,
  type RetentionInput,
  type RetentionPlan,
} from "../../../retention";
import type { CoveredPackage, TakenPackage } from "../../../run/claims";
import { NoteKind } from "../../../run/phase-notes";
import type { Session } from "../../../session";
import { liveVersion } from "../../hand-over";
import { type PlannedChanges, warnOfMissingScopes } from "../../messages";
import type { CheckFailure } from "../../resource";
import { logChanges, logPlan, warnOfDeletions } from "../messages";
import { logDuration } from "./estimate";
import { freedBy } from "./freed";
import { PackageReader, type ReaderOptions } from "./package-reader";
import { emitDetails } from "./plan-details";
import { announceSkipped, leavesRestorations } from "./skipped-packages";
import { warnOfUnmatched } from "./unmatched";

/** What a check has found out. */
export interface PlannedRun {
  readonly plan: BoundPlan;
  readonly failures: readonly CheckFailure[];
  /** Whether restorations are left to a later run: the preview did not show them, or they may be of a package that can't be read. */
  readonly leavesRestorations: boolean;
}

const SHOWN_PLAN = new NoteKind<BoundPlan>("plan");

/** Who asks: the policy's inputs in one spelling, and what tells it from others that say the same. */
export interface Planner {
  readonly key: string;
  readonly self: string;
}

const NOTHING: Omit<PlannedRun, "failures"> = { plan: {}, leavesRestorations: false };

/** Plans what a policy is to do in this run. In a preview, this is all that the rules say. In its update, it is what of that the preview showed. */
export async function planRun(session: Session, options: ReaderOptions, planner: Planner): Promise<PlannedRun> {
  const { policy } = options;
  const reader = new PackageReader(session, options);
  const { refs, unmatched } = await reader.packages();
  const { input, absent } = await reader.all(refs);
  const isPreview = session.isFirstPhase;
  const plan = planRetention(input);
  const taken = session.claims.claim(planner.self, coveredBy(reader, refs, plan));
  if (taken.length > 0) return { ...NOTHING, failures: [claimed(session, taken)] };
  const failures = policy.previewOnly ? planFailures({ ...plan, violations: [] }) : planFailures(plan);
  for (const skipped of plan.skipped) announceSkipped(session, options, skipped);
  if (isPreview) await warnOfUnmatched(session, options, [...unmatched, ...absent]);
  const freed = isPreview && policy.packageType === "container" ? await freedBy(session, plan, reader.seen) : new Map();
  if (isPreview) logPlan(session.logger, plan, policy, freed);
  if (isPreview && failures.length === 0) await logDuration(session, plan, policy);
  if (input.tellsDispositions) await emitDetails(session, options, planner.key, plan, [...unmatched, ...absent], freed);
  if (failures.length > 0 || policy.previewOnly) return { ...NOTHING, failures };
  if (isPreview) warnOfDeletions(session, plan, freed);
  if (isPreview) await warnOfMissingScopes(session, changesOf(options, plan));
  const tied = tieToPreview(session, planner.key, plan, input);
  return { ...tied, leavesRestorations: tied.leavesRestorations || leavesRestorations(options, plan), failures };
}

function changesOf({ owner, policy: { packageType } }: ReaderOptions, plan: RetentionPlan): PlannedChanges {
  const { deletions, packageDeletions, restorations } = plan;
  const deletes = deletions.length + packageDeletions.length > 0;
  return { owner, packageType, deletes, restores: restorations.length > 0 };
}

/** Cuts the plan of an update down to what its own preview showed, whatever was published in between, and logs where the two differ. */
function tieToPreview(
  { notes, logger, isFirstPhase }: Session,
  key: string,
  plan: RetentionPlan,
  input: RetentionInput,
): Omit<PlannedRun, "failures"> {
  if (isFirstPhase) {
    const bound = bindPlan(plan);
    SHOWN_PLAN.leave(notes, key, bound);
    return { plan: bound, leavesRestorations: false };
  }
  const shown = SHOWN_PLAN.earlier(notes, key) ?? {};
  const versions = new Map(
    input.packages.map((one) => [one.name, new Map(one.versions.map((each) => [each.id, each]))]),
  );
  const applicable = applicablePlan(shown, plan, (name, id) => versions.get(name)?.get(id));
  const late = notShown(plan, shown);
  logChanges(logger, applicable.dropped, late);
  return { plan: bindPlan(applicable), leavesRestorations: late.restorations > 0 };
}

/** What a plan made just now has that was not shown. */
export function notShown(plan: RetentionPlan, shown: BoundPlan): { deletions: number; restorations: number } {
  const lacks =
    (entries: BoundPlan["delete"] = {}) =>
    (entry: { package: string; versionId: number }) =>
      ofPackage(entries, entry.package)?.[entry.versionId] === undefined;
  return {
    deletions: plan.deletions.filter(lacks(shown.delete)).length,
    restorations: plan.restorations.filter(lacks(shown.restore)).length,
  };
}

/** The packages as they were read: a version that the plan deletes may be gone when the policy of another address looks for it. */
function coveredBy(
  { seen }: PackageReader,
  refs: readonly PackageRef[],
  { deletions }: RetentionPlan,
): CoveredPackage[] {
  const going = new Set(deletions.map(({ versionId }) => versionId));
  return refs.map(({ owner, packageType, name }) => {
    const versions = (seen.get(name) ?? []).map(liveVersion);
    const stays = versions.findLast(({ id }) => !going.has(id));
    return {
      id: formatPackageId(owner.login, packageType, name),
      versions: stays ? [stays, ...versions] : versions,
    };
  });
}

function claimed({ host }: Session, taken: readonly TakenPackage[]): CheckFailure {
  const names = taken.map(({ id, server }) =>
    server === undefined
      ? id
      : `${id} (at ${server}, where it has the same versions: that is taken for another address of ${host})`,
  );
  const reason = `another retention policy of this program covers ${names.join(", ")} already: two policies over one package would undo each other's work. Give each package one policy, with all its rules`;
  return { property: "packages", reason };
}
