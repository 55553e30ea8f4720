import type * as pulumi from "@pulumi/pulumi";
import type { OutputArgs, OwnerArgs } from "./arguments";
import { invoke, invokeOutput } from "./invoke";
import type { GetPackagesResult } from "./results";

export type GetDockerMigrationConflictsArgs = OwnerArgs;

/**
 * Lists the Docker packages that could not be migrated to the container registry because their names are taken there
 * (https://docs.github.com/rest/packages/packages#get-list-of-conflicting-packages-during-docker-migration-for-organization).
 */
export function getDockerMigrationConflicts(
  args: GetDockerMigrationConflictsArgs = {},
  opts?: pulumi.InvokeOptions,
): Promise<GetPackagesResult> {
  return invoke("getDockerMigrationConflicts", args, opts);
}

/** `getDockerMigrationConflicts` with arguments that may be known only later: the result is unknown until they are. */
export function getDockerMigrationConflictsOutput(
  args: OutputArgs<GetDockerMigrationConflictsArgs> = {},
  opts?: pulumi.InvokeOutputOptions,
): pulumi.Output<GetPackagesResult> {
  return invokeOutput("getDockerMigrationConflicts", args, opts);
}
