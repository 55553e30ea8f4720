/**
 * Retention: which versions a policy deletes and restores, as a pure function. In here is no Pulumi, no Octokit, no input or output and no
 * clock; docs/retention.md says what it means.
 */
export { ofPackage, setOfPackage } from "./by-package";
export { type KeepReason, labelOf, REASON_WORDS, type RuleExplanation, rememberGraphs } from "./evaluation";
export type {
  AwaitedVersion,
  GoneInUse,
  ManifestEdges,
  PackageInput,
  RetentionInput,
  RetentionVersion,
} from "./input";
export { coversPackage, namedPackages, selectPackages } from "./matching";
export {
  type ApplicablePlan,
  applicablePlan,
  type BoundPlan,
  bindPlan,
  type DispositionOfDay,
  type DroppedEntry,
  explainVersion,
  goneLine,
  type JudgedPackage,
  type Judgement,
  judgeRetention,
  type MatchedButKept,
  needsDeletedVersions,
  needsManifests,
  type PackageFailure,
  type PackageSummary,
  type PlannedDeletion,
  type PlannedPackageDeletion,
  type PlannedRestoration,
  parseDeletionText,
  planFailures,
  planRetention,
  type RetentionPlan,
  reportLines,
  warningLines,
} from "./plan";
export {
  decidesAlike,
  judgesEachAlone,
  type PolicyInputs,
  parsePolicy,
  propertyPath,
} from "./policy";
