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

/** Tells, whatever the phase, which package is left alone that the policy was to judge, and why. */
export function announceSkipped(session: Session, { owner, policy }: ReaderOptions, failure: PackageFailure): void {
  const { package: name, reason } = failure;
  session.announcements.skipped({
    owner: owner.login,
    packageType: policy.packageType,
    package: name,
    says: `${session.speaker}: ${name} is left alone, because it can't be read (onUnreadable: "skipPackage"): nothing of it is deleted or restored. ${reason}`,
  });
}

/** Whether new rules would bring back versions of what is skipped, for all that is known: then the old ones must not be forgotten. */
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
 * Whether an update may still leave a package alone. Not when something is to come back: that is known by the old rules, which an update that ends
 * well replaces.
 */
export function maySkip({ policy }: ReaderOptions, shown: BoundPlan, { stops }: PackageFailure): boolean {
  return policy.onUnreadable === "skipPackage" && !stops && countByAction(shown).restorations === 0;
}
