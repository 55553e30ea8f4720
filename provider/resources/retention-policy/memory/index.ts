/**
 * What a policy remembers from one command to the next: one value, one function that changes it, and a codec each for inputs and state, the only
 * places that know their hidden keys.
 */
export { decodeInputs, encodeInputs, userInputsOf } from "./input-codec";
export { count, type EntriesByPackage, emptyOutcome, mergeEntries, note, type Outcome } from "./outcome";
export { countByAction, countEntries, type PlansByNumber, withoutRefused } from "./plans";
export { effectivePolicy, type PolicyMemory, pendingPlan, remember } from "./policy-memory";
export { decodePolicyState, encodePolicyState, type PolicyState, rememberedBy } from "./state-codec";
