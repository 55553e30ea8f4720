/** The form in which a world is given to the emulator, and in which it keeps its state file: plain JSON. */

export type PackageType = "npm" | "maven" | "rubygems" | "docker" | "nuget" | "container";

/** In the order of GitHub's own enumeration (docs.github.com/rest/packages/packages). */
export const packageTypes: readonly PackageType[] = ["npm", "maven", "rubygems", "docker", "nuget", "container"];

export type Visibility = "public" | "private" | "internal";

export interface SeedAccount {
  login: string;
  id: number;
  type: "User" | "Organization";
  /** Display name; the login when absent. */
  name?: string;
  /** An organization may refuse every classic personal access token. */
  forbidsClassicTokens?: boolean;
}

export type TokenKind = "classic" | "github-actions" | "fine-grained" | "app" | "expired";

export interface SeedToken {
  token: string;
  kind: TokenKind;
  login: string;
  /** OAuth scopes of a classic token; the other kinds have none. */
  scopes: string[];
  /** State of the token for organizations that enforce SAML single sign-on; "authorized" when absent. */
  sso?: "authorized" | "pending";
  /** Which packages the token may delete and restore: all (default), none, or these, each as "owner/type/name". */
  admin?: boolean | string[];
  /** Which private and internal packages the token may see: all (default), none, or these, each as "owner/type/name". */
  read?: boolean | string[];
}

export interface SeedRepository {
  id: number;
  name: string;
  private?: boolean;
  description?: string;
}

/** A container manifest or index: the version's name is `sha256:` and the SHA-256 of `content`. */
export interface ManifestRecord {
  mediaType: string;
  content: string;
}

export interface SeedVersion {
  id?: number;
  name: string;
  tags?: string[];
  /** ISO 8601; fractions of a second are dropped, as GitHub has none. */
  createdAt: string;
  updatedAt?: string;
  deletedAt?: string;
  downloads?: number;
  description?: string;
  license?: string;
  manifest?: ManifestRecord;
}

export interface SeedPackage {
  id?: number;
  owner: string;
  packageType: PackageType;
  name: string;
  visibility: Visibility;
  /** The linked repository, owned by the package's owner; absent for a package that is linked to none. */
  repository?: SeedRepository;
  createdAt: string;
  updatedAt?: string;
  deletedAt?: string;
  /** Whether the Docker-migration conflict lists name this package. */
  dockerMigrationConflict?: boolean;
  versions: SeedVersion[];
}

export interface Seed {
  accounts: SeedAccount[];
  tokens: SeedToken[];
  packages: SeedPackage[];
  /** The first id that is given to a package or version without one. */
  nextId: number;
  /**
   * The instant that the seed's times are relative to (ISO 8601): a world made of it has all of them moved, so that this instant is its
   * present, and ages stay what they are. Absent: the times are what they say.
   */
  now?: string;
  /** How far the emulator's clock had been moved when this was saved, in milliseconds. */
  clockOffsetMs?: number;
}
