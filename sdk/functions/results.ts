import type { OwnerType, PackageType, VersionState, Visibility } from "../types";
import type { AccountDetails } from "./account-details";
import type { RepositoryDetails } from "./repository-details";

/** A package: what a `Package` has, under the same names, and everything else that GitHub's API says of it. */
export interface GetPackageResult {
  /** `owner/type/name`, the name URL-encoded: what `Package.get` takes. */
  id: string;
  /** The owner's login, as GitHub spells it. */
  owner: string;
  ownerType: OwnerType;
  /** GitHub's numeric id of the owner; missing when GitHub's answer leaves the owner out. */
  ownerId?: number;
  packageType: PackageType;
  /** As the registry spells it; never with an npm scope. */
  name: string;
  /** GitHub's numeric id of the package. */
  packageId: number;
  visibility: Visibility;
  /** As GitHub counts; need not equal the number of versions that can be listed. */
  versionCount: number;
  /** The package in the REST API. */
  url: string;
  /** The package's page. */
  htmlUrl: string;
  /** ISO 8601, UTC. */
  createdAt: string;
  /** Moves with every publish. */
  updatedAt: string;
  /** The linked repository as `owner/name`; missing when the package is linked to none. */
  repository?: string;
  repositoryId?: number;
  /** All that GitHub says of the owner. */
  ownerDetails?: AccountDetails;
  /** All that GitHub says of the linked repository. */
  repositoryDetails?: RepositoryDetails;
}

/** Packages of one owner. */
export interface GetPackagesResult {
  owner: string;
  ownerType: OwnerType;
  packages: GetPackageResult[];
}

/** A version: what a `PackageVersion` has, under the same names, and everything else that GitHub's API says of it. */
export interface GetPackageVersionResult {
  /** `owner/type/name/version-id`, the name URL-encoded: what `PackageVersion.get` takes. */
  id: string;
  owner: string;
  ownerType: OwnerType;
  packageType: PackageType;
  packageName: string;
  /** GitHub's numeric id of the version. */
  versionId: number;
  /** The version's name: `1.4.2`, or the digest of a container version. */
  version: string;
  /** A deleted version can be restored for 30 days. */
  state: VersionState;
  /** Of a container version. */
  digest?: string;
  /** Of a container or docker version, sorted. */
  tags?: string[];
  /** The version in the REST API. */
  url: string;
  /** The version's page. */
  htmlUrl?: string;
  /** The package's page. */
  packageHtmlUrl: string;
  /** ISO 8601, UTC. */
  createdAt: string;
  updatedAt: string;
  deletedAt?: string;
  description?: string;
  license?: string;
}

/** A version in a list, with its size where `sizes` was asked for and it is known. */
export interface ListedPackageVersionResult extends GetPackageVersionResult {
  /** Bytes of its manifest, its config and its layers, as the registry keeps them. Absent when not all of it is known. */
  sizeBytes?: number;
  /** The same with all that an index lists, each layer once. */
  imageSizeBytes?: number;
}

/** Versions of one package. */
export interface GetPackageVersionsResult {
  owner: string;
  ownerType: OwnerType;
  packageType: PackageType;
  packageName: string;
  /** Where `sizes` was asked for: bytes of all active versions, whatever the filters select, each layer once. What is not known is not in it. */
  sizeBytes?: number;
  /** How many of them have something of unknown size. */
  unknownSizes?: number;
  /** Newest first; with `state: "all"`, the deleted ones after the active ones. */
  versions: ListedPackageVersionResult[];
}

/** A reference to a version, and where it was found: what `inUse` of a `RetentionPolicy` takes. */
export interface FoundReference {
  /** As it is written, with `*` for what could not be resolved: `ghcr.io/acme/api:v*`. */
  reference: string;
  packageType: PackageType;
  /** The file and the line: `deploy/api.yaml:12`. */
  foundAt: string;
  /** Which reader found it: `kubernetes`, `npm-lock`; `text` is a search of the text. */
  format: string;
  /**
   * `exact`: as it is written. `default`: with the default of a variable. `partial`: with `*` for what could not be resolved. `text`: found by a search,
   * maybe in a comment.
   */
  certainty: "exact" | "default" | "partial" | "text";
}

/** What files refer to. */
export interface GetReferencesResult {
  /** By file and line. */
  references: FoundReference[];
}
