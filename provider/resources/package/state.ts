import type { PackageFacts, PackageType, Visibility } from "../../model/package";
import type { Sight } from "../../run/same-object";
import type { PropertyMap } from "../resource";
import type { HostOfState } from "../state-schema";
import { refuseLaterState } from "../state-schema";

/** The version of the state's shape. A later shape raises it and reads the earlier ones in `decodePackageState`. */
const PACKAGE_STATE_SCHEMA = 1;

/**
 * What the state holds of a package. `owner`, `packageType` and `name` are as the program spells them, so that they are
 * known in a preview; the rest is as GitHub says. What every publish changes (`updated_at`, `version_count`) and what depends on the
 * API's address (`url`) is not here: it would be a diff out of nothing.
 */
export interface PackageState extends HostOfState {
  readonly owner: string;
  readonly ownerType: "organization" | "user";
  readonly packageType: PackageType;
  readonly name: string;
  readonly packageId: number;
  readonly ownerId?: number;
  readonly visibility: Visibility;
  readonly repository?: string;
  readonly repositoryId?: number;
  readonly htmlUrl: string;
  readonly createdAt: string;
}

/** What names the package, kept as the program has it. */
export type PackageNames = Pick<PackageState, "owner" | "ownerType" | "packageType" | "name">;

export function encodePackageState(host: string, names: PackageNames, facts: PackageFacts): PropertyMap {
  return {
    __schema: PACKAGE_STATE_SCHEMA,
    __host: host,
    owner: names.owner,
    ownerType: names.ownerType,
    packageType: names.packageType,
    name: names.name,
    packageId: facts.id,
    ...(facts.owner && { ownerId: facts.owner.id }),
    visibility: facts.visibility,
    ...(facts.repository && { repository: facts.repository.fullName, repositoryId: facts.repository.id }),
    htmlUrl: facts.htmlUrl,
    createdAt: facts.createdAt,
  };
}

export function decodePackageState(properties: PropertyMap): PackageState {
  refuseLaterState(properties, PACKAGE_STATE_SCHEMA);
  return properties as unknown as PackageState;
}

/** What tells one object of its number from that of another server. */
export function sightOf({ createdAt, htmlUrl }: Pick<PackageFacts, "createdAt" | "htmlUrl">): Sight {
  return { createdAt, page: htmlUrl };
}
