/**
 * Retention: which versions a policy deletes and restores, as a pure function. In here is no Pulumi, no Octokit, no input or output and no
 * clock; docs/retention.md says what it means.
 */
export { ofPackage, setOfPackage } from "./by-package";
export { type ConfirmedPlan, confirm, type DroppedEntry } from "./confirm";
export {
  type BoundPlan,
  bindPlan,
  entryKey,
  type PlannedDeletion,
  type PlannedPackageDeletion,
  type PlannedRestoration,
} from "./entries";
export { type DeletionParts, parseDeletionText } from "./entry-text";
export type { FateOfDay, PackageFates, Spared } from "./fates";
export type {
  AwaitedVersion,
  DeclaredHandle,
  ManifestEdges,
  PackageInput,
  RetentionInput,
  RetentionVersion,
} from "./input";
export type { KeepReason } from "./judge";
export { namedPackages, type SelectedPackages, selectPackages } from "./packages";
export {
  needsDeletedVersions,
  needsManifests,
  type PackageFailure,
  planRetention,
  type RetentionPlan,
} from "./plan";
export { decidesAlike, type PolicyInputs } from "./policy";
export { propertyPath } from "./property-path";
export { planFailures, reportLines, warningLines } from "./report";
export { type InputFailure, type ParsedPolicy, type ParseOptions, parsePolicy } from "./schema";
export type { PackageSummary } from "./summary";
