import { isImageType, type PackageType, type VersionFacts } from "../../model/package";
import { formatSelector, type VersionSelector } from "../../model/version-selector";
import type { Sight } from "../../run/same-object";
import type { PropertyMap } from "../resource";
import type { HostOfState } from "../state-schema";
import { refuseLaterState } from "../state-schema";

/** The version of the state's shape. A later shape raises it and reads the earlier ones in `decodePackageVersionState`. */
const PACKAGE_VERSION_STATE_SCHEMA = 1;

/**
 * What the state holds of a version. `owner`, `packageType` and `packageName` are as the program spells them. `updated_at` is left
 * out, because it moves without the version changing; `url`, because it depends on the API's address.
 */
export interface PackageVersionState extends HostOfState {
  readonly owner: string;
  readonly ownerType: "organization" | "user";
  readonly packageType: PackageType;
  readonly packageName: string;
  /** The version that this resource is pinned to, whatever becomes of its tags. */
  readonly versionId: number;
  /** The version's name. */
  readonly version: string;
  /** Of images: the same as `version`. */
  readonly digest?: string;
  /** Of images. */
  readonly tags?: readonly string[];
  readonly htmlUrl?: string;
  readonly packageHtmlUrl: string;
  readonly createdAt: string;
  readonly description?: string;
  readonly license?: string;
  /** By which selector the version was found: `tag:v1.4.2`. */
  readonly __handle?: string;
  /** It was restored, and not all that it needs: the next update tries again. */
  readonly __incomplete?: true;
}

export type PackageVersionNames = Pick<PackageVersionState, "owner" | "ownerType" | "packageType" | "packageName">;

export function encodePackageVersionState(
  host: string,
  names: PackageVersionNames,
  facts: VersionFacts,
  selector?: string,
): PropertyMap {
  const image = isImageType(names.packageType);
  return {
    __schema: PACKAGE_VERSION_STATE_SCHEMA,
    __host: host,
    ...(selector !== undefined && { __handle: selector }),
    owner: names.owner,
    ownerType: names.ownerType,
    packageType: names.packageType,
    packageName: names.packageName,
    versionId: facts.id,
    version: facts.name,
    ...(image && facts.name.startsWith("sha256:") && { digest: facts.name }),
    ...(image && { tags: [...(facts.tags ?? [])].sort() }),
    ...(facts.htmlUrl !== undefined && { htmlUrl: facts.htmlUrl }),
    packageHtmlUrl: facts.packageHtmlUrl,
    createdAt: facts.createdAt,
    ...(facts.description !== undefined && { description: facts.description }),
    ...(facts.license !== undefined && { license: facts.license }),
  };
}

export function decodePackageVersionState(properties: PropertyMap): PackageVersionState {
  refuseLaterState(properties, PACKAGE_VERSION_STATE_SCHEMA);
  return properties as unknown as PackageVersionState;
}

/** The same state, found by another selector of the same version. */
export function withSelector(properties: PropertyMap, selector: VersionSelector): PropertyMap {
  return { ...properties, __handle: formatSelector(selector) };
}

/** What tells one object of its number from that of another server. */
export function sightOf({ createdAt, packageHtmlUrl }: Pick<VersionFacts, "createdAt" | "packageHtmlUrl">): Sight {
  return { createdAt, page: packageHtmlUrl };
}
