/** Functions: what a program can look up without managing it. */
export type { AccountDetails } from "./account-details";
export type { OutputArgs } from "./arguments";
export {
  type GetDockerMigrationConflictsArgs,
  getDockerMigrationConflicts,
  getDockerMigrationConflictsOutput,
} from "./get-docker-migration-conflicts";
export { type GetPackageArgs, getPackage, getPackageOutput } from "./get-package";
export { type GetPackageVersionArgs, getPackageVersion, getPackageVersionOutput } from "./get-package-version";
export { type GetPackageVersionsArgs, getPackageVersions, getPackageVersionsOutput } from "./get-package-versions";
export { type GetPackagesArgs, getPackages, getPackagesOutput } from "./get-packages";
export { type GetReferencesArgs, getReferences, getReferencesOutput } from "./get-references";
export type { RepositoryDetails } from "./repository-details";
export type {
  FoundReference,
  GetPackageResult,
  GetPackagesResult,
  GetPackageVersionResult,
  GetPackageVersionsResult,
  GetReferencesResult,
  ListedPackageVersionResult,
} from "./results";
