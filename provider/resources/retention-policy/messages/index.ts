/**
 * What a policy tells people: plans, changes, what was lost, what stopped it.
 */
export { tellLost } from "./lost";
export { notePolicyName, policyLabel, sessionOf } from "./policy-label";
export { describeDropped, stoppedMessage, tellBlocked, tellChanges, tellPlan } from "./report";
export { closingLine, warnOfDeletions } from "./tell-deletions";
