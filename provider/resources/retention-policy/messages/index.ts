/**
 * What a policy tells people: plans, changes, what was lost, what stopped it.
 */

export { closingLine, warnOfDeletions } from "./deletions";
export type { FreedByPackage, FreedOfPackage } from "./freed";
export { warnOfLost } from "./lost";
export { notePolicyName, policyLabel, sessionOf } from "./policy-label";
export { describeDropped, logBlocked, logChanges, logPlan, stoppedMessage } from "./report";
