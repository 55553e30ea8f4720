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
export type { RepositoryDetails } from "./repository-details";
export type {
  GetPackageResult,
  GetPackagesResult,
  GetPackageVersionResult,
  GetPackageVersionsResult,
  ListedPackageVersionResult,
} from "./results";
