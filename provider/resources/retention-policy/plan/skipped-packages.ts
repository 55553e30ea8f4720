import {
  type BoundPlan,
  needsDeletedVersions,
  ofPackage,
  type PackageFailure,
  type RetentionPlan,
} from "../../../retention";
import type { Session } from "../../../session";
import { countByAction } from "../memory";
import type { ReaderOptions } from "./package-reader";

/** Announces, in preview and update, which package of the policy is left alone, and why. */
export function announceSkipped(session: Session, { owner, policy }: ReaderOptions, failure: PackageFailure): void {
  const { package: name, reason } = failure;
  session.announcements.skipped({
    owner: owner.login,
    packageType: policy.packageType,
    package: name,
    says: `${session.speaker}: ${name} is left alone, because it can't be read (onUnreadable: "skipPackage"): nothing of it is deleted or restored. ${reason}`,
  });
}

/** Whether new rules may bring back versions of a package that is skipped. The old rules must not be forgotten then. */
export function leavesRestorations(
  { policy, effectivePolicy, deletedByUnappliedRules }: ReaderOptions,
  { skipped }: RetentionPlan,
): boolean {
  return skipped.some(({ package: name }) => {
    const its = Object.entries(ofPackage(deletedByUnappliedRules, name) ?? {}).map(
      ([id, rule]) => [Number(id), rule] as const,
    );
    return needsDeletedVersions(policy, effectivePolicy, { deletedByUnappliedRules: new Map(its) });
  });
}

/**
 * Whether an update may still leave a package alone. It may not when something is to come back: only the old rules tell what that is, and an update that
 * ends well replaces them.
 */
export function maySkip({ policy }: ReaderOptions, shown: BoundPlan, { stops }: PackageFailure): boolean {
  return policy.onUnreadable === "skipPackage" && !stops && countByAction(shown).restorations === 0;
}
