import { judgesEachAlone, type PolicyInputs } from "../../../retention";

/**
 * Whether the page that a version is on is all that has to be looked at before it is deleted. A package that may be skipped is read as a whole:
 * whether it can be read has to be known before its first deletion.
 */
export function ownPageSuffices(policy: PolicyInputs): boolean {
  return policy.onUnreadable === "stop" && judgesEachAlone(policy);
}
