/** The six registries of GitHub Packages, as the API spells them. `maven` serves Gradle too; `container` is ghcr.io. */
export const PACKAGE_TYPES = ["npm", "maven", "rubygems", "docker", "nuget", "container"] as const;
export type PackageType = (typeof PACKAGE_TYPES)[number];

/** GitHub's OpenAPI description names `public` and `private` only; `internal` packages exist and can be filtered for. */
export type Visibility = "public" | "private" | "internal";

/** What the API says of one package, translated once. Instants are ISO 8601 in UTC, as GitHub writes them. */
export interface PackageFacts {
  readonly id: number;
  /** As the registry spells it; never with an npm scope. */
  readonly name: string;
  readonly packageType: PackageType;
  readonly visibility: Visibility;
  readonly url: string;
  readonly htmlUrl: string;
  readonly createdAt: string;
  /** Moves with every publish. */
  readonly updatedAt: string;
  /** Moves with every publish; need not equal the number of versions that can be listed. */
  readonly versionCount: number;
  readonly owner?: { readonly login: string; readonly id: number; readonly type: string };
  /** The linked repository; absent when the package is linked to none. */
  readonly repository?: RepositoryFacts;
  /** Only where a client was made to give them. */
  readonly details?: PackageDetails;
}

/** All that the API says of a package's owner and repository, in its own spelling: dozens of fields, most of them URLs. */
export interface PackageDetails {
  readonly owner?: Readonly<Record<string, unknown>>;
  readonly repository?: Readonly<Record<string, unknown>>;
}

export interface RepositoryFacts {
  readonly id: number;
  /** `owner/name`. */
  readonly fullName: string;
  readonly htmlUrl: string;
  readonly private: boolean;
}

/** What the API says of one version of a package. */
export interface VersionFacts {
  readonly id: number;
  /** The version's name: `1.4.2` for npm and its like, the digest (`sha256:…`) for containers. */
  readonly name: string;
  /** The tags of a container or docker version, in GitHub's order; absent for types that have none. */
  readonly tags?: readonly string[];
  readonly url: string;
  readonly htmlUrl?: string;
  readonly packageHtmlUrl: string;
  readonly createdAt: string;
  readonly updatedAt: string;
  /** Present only in listings of deleted versions. */
  readonly deletedAt?: string;
  readonly description?: string;
  readonly license?: string;
}

export type VersionState = "active" | "deleted";

/** The types whose versions are images: their versions carry tags, and their names are digests. */
export function isImageType(type: PackageType): boolean {
  return type === "container" || type === "docker";
}
