/**
 * What programs can look up without managing it. In here is no Pulumi, no Octokit and no clock: a function takes its arguments as the program
 * gives them, checks them, and reads through the session that the functions of one program share.
 */
import { getDockerMigrationConflicts } from "./get-docker-migration-conflicts";
import { getPackage } from "./get-package";
import { getPackageVersion } from "./get-package-version";
import { getPackageVersions } from "./get-package-versions";
import { getPackages } from "./get-packages";
import { getReferences } from "./get-references";

export { FunctionReads } from "./reads";

export const FUNCTIONS = {
  getPackage,
  getPackages,
  getPackageVersion,
  getPackageVersions,
  getDockerMigrationConflicts,
  getReferences,
};

export type FunctionName = keyof typeof FUNCTIONS;
