/**
 * The public surface: resource classes and their types. What the provider does behind them is not exported, so that it can change.
 */
export * from "./functions";
export { Package, type PackageArgs } from "./package";
export {
  PackageVersion,
  type PackageVersionArgs,
  type PackageVersionHandleArgs,
  type PackageVersionHandles,
  type PackageVersionPackageArgs,
} from "./package-version";
export { Provider, type ProviderAppAuthArgs, type ProviderArgs } from "./provider";
export {
  type InUseReference,
  type RetentionDeleteRule,
  type RetentionGroupBy,
  type RetentionKeepRule,
  type RetentionMatch,
  type RetentionMostRecent,
  type RetentionPlanEntries,
  RetentionPolicy,
  type RetentionPolicyArgs,
  type RetentionRule,
} from "./retention-policy";
export type { OwnerType, PackageType, Visibility, WhenDeleted } from "./types";
