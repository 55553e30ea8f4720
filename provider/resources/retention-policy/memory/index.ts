/**
 * What a policy remembers from one command to the next: its state and the hidden inputs beside it.
 */
export { type HiddenInputs, hiddenInputsOf, policyInEffect } from "./hidden-inputs";
export { count, type EntriesByPackage, emptyOutcome, mergeEntries, note, type Outcome, rulesOf } from "./outcome";
export { countEntries, pendingRun, type Runs, withoutBlocked, withRuns } from "./runs";
export {
  canonical,
  decodePolicyState,
  encodePolicyState,
  type PolicyFacts,
  type PolicyState,
  sameInputs,
  userInputsOf,
} from "./state";
