/**
 * The plan over all packages: its entries and their words, its order, guards and summaries. And what of it still applies when the update looks again.
 */
export { type ApplicablePlan, applicablePlan, type DroppedEntry } from "./applicable-plan";
export type { DispositionOfDay, MatchedButKept } from "./dispositions";
export {
  type BoundPlan,
  bindPlan,
  type PlannedDeletion,
  type PlannedPackageDeletion,
  type PlannedRestoration,
} from "./entries";
export { parseDeletionText } from "./entry-text";
export { explainVersion, type JudgedPackage } from "./judged-package";
export {
  type Judgement,
  judgeRetention,
  needsDeletedVersions,
  needsManifests,
  type PackageFailure,
  planRetention,
  type RetentionPlan,
} from "./plan";
export { goneLine, planFailures, reportLines, warningLines } from "./report";
export type { PackageSummary } from "./summary";
