import { ownerTypeOf } from "../model/owner";
import type { PropertyMap } from "../resources/resource";
import { ownerArguments, parseArguments } from "./arguments";
import type { OwnerArguments } from "./owner-arguments";
import { packageResult } from "./package-result";
import type { FunctionReads } from "./reads";

/**
 * Docker packages that could not be moved to the container registry because something there has their name
 * (https://docs.github.com/rest/packages/packages#get-list-of-conflicting-packages-during-docker-migration-for-organization).
 */
export async function getDockerMigrationConflicts(reads: FunctionReads, given: PropertyMap) {
  const args = parseArguments<OwnerArguments>("getDockerMigrationConflicts", ownerArguments, given);
  const owner = await reads.owner(args);
  const conflicts = await reads.conflicts(owner);
  return {
    owner: owner.login,
    ownerType: ownerTypeOf(owner),
    packages: conflicts.map((facts) => packageResult(owner, facts)),
  };
}
