/**
 * One package under one policy: its graph, what rules match, what keeps a version, and what is to be deleted or restored.
 */
export { type Attribution, attribute } from "./attribution";
export { type EvaluatedPackage, evaluatePackage, type Policies, type RestorationReason } from "./evaluated-package";
export { explain, type RuleExplanation } from "./explain";
export type { Place } from "./graph";
export { type KeepReason, labelOf, type OtherKeepReason, REASON_WORDS } from "./keep-reason";
export {
  createPackageGraph,
  isRootAmong,
  type MakeGraph,
  type PackageGraph,
  type Role,
  rememberGraphs,
} from "./package-graph";
export { mayDelete, packageProblem, withoutRepeats } from "./package-problem";
export { findRestorables, type Unjudgeable } from "./restorable";
