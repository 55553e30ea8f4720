import { type Owner, ownerTypeOf } from "../model/owner";
import type { PackageFacts } from "../model/package";
import { formatPackageId } from "../model/reference";
import { type CamelCased, toCamelCase } from "./camel-case";

/** A package as functions give it: what the resource has, under the same names, and everything else that the API says. */
export function packageResult(owner: Owner, facts: PackageFacts) {
  const login = facts.owner?.login ?? owner.login;
  return {
    id: formatPackageId(login, facts.packageType, facts.name),
    owner: login,
    ownerType: ownerTypeOf(owner),
    ...(facts.owner && { ownerId: facts.owner.id }),
    packageType: facts.packageType,
    name: facts.name,
    packageId: facts.id,
    visibility: facts.visibility,
    versionCount: facts.versionCount,
    url: facts.url,
    htmlUrl: facts.htmlUrl,
    createdAt: facts.createdAt,
    updatedAt: facts.updatedAt,
    ...(facts.repository && { repository: facts.repository.fullName, repositoryId: facts.repository.id }),
    ...camelCased("ownerDetails", facts.details?.owner),
    ...camelCased("repositoryDetails", facts.details?.repository),
  };
}

export type PackageResult = ReturnType<typeof packageResult>;

function camelCased<Key extends string>(key: Key, row: CamelCased | undefined): { [K in Key]?: CamelCased } {
  return (row === undefined ? {} : { [key]: toCamelCase(row) }) as { [K in Key]?: CamelCased };
}
