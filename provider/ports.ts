import type { ProviderError } from "./errors";
import type { Owner, OwnerKind } from "./model/owner";
import type { PackageFacts, PackageType, VersionFacts, VersionState, Visibility } from "./model/package";
import type { PackageRef, VersionRef } from "./model/reference";
import type { Note } from "./notes";

/** Time is a dependency: whatever decides by it, or waits, takes one of these. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  sleep(milliseconds: number): Promise<void>;
}

/** Messages for people. `debug` is silent by default; the host chooses where the others appear. */
export interface Logger {
  debug(message: string): void;
  info(message: string): void;
  /** @param deletions what goes, a line each, below the message: red where there are colours. */
  warn(message: string, deletions?: readonly string[]): void;
  /** A passing line ("listed 4,000 of 10,000 versions") that a terminal shows until the next one replaces it. */
  progress(message: string): void;
  /** For programs that read a preview along: one line of data. Absent when nobody reads. */
  readonly details?: (line: string) => void;
  /** @internal For the same programs: what `provider/notes` is about. Absent when nobody reads. */
  readonly note?: (note: Note) => void;
}

/** Requests still to be sent, by kind. */
export interface Work {
  readonly reads?: number;
  readonly writes?: number;
  readonly restores?: number;
}

export interface WorkEstimate {
  /** Least time within the limits, waiting for the next hour included. */
  readonly seconds: number;
  readonly requests: number;
  readonly points: number;
  /** Whether what is left of this hour's requests suffices. True while no answer has told what is left. */
  readonly fitsThisHour: boolean;
  /** Requests of this work that the hour has no room for. */
  readonly missing: number;
  /** Whether a run stops when the hour's requests are used up, because it may not wait so long for the next ones. */
  readonly stops: boolean;
  readonly remaining?: number;
  /** The hour's allowance. */
  readonly limit?: number;
  /** When the hour's requests are filled up again, in milliseconds since the epoch. */
  readonly resetAt?: number;
}

/** What time it is at the server, as far as its answers tell. Milliseconds. */
export interface ServerTime {
  /** Since the epoch, by the server's clock; rather too early than too late, by the time that an answer takes. */
  readonly now: number;
  /** How far this machine's clock is ahead of the server's, at least: negative when it is behind, 0 when they may agree. */
  readonly clientAhead: number;
}

/** Keeps a run from changing anything that nobody could record. Asked before every mutation; throws `engine_gone` when the engine is gone. */
export interface RunGuard {
  assertAlive(): Promise<void>;
}

/**
 * Whether the first part of a list is enough. True ends the list there, and that part is the answer.
 * @param requests how many the whole list takes at least.
 */
export type Suffices<Facts> = (part: readonly Facts[], requests: number) => boolean;

export interface ListVersionsOptions {
  /** Default `active`. */
  readonly state?: VersionState;
  /**
   * Whether to read the first page once more at the end, and to start again when it changed. Deletions are planned only on such a listing. A function is
   * asked with each complete listing, so that a listing that deletes nothing costs no further request.
   */
  readonly recheckFirstPage?: boolean | ((versions: readonly VersionFacts[]) => Promise<boolean>);
  /** Called after each page. `total` is exact but for the last page. */
  readonly onPage?: (listed: number, total: number) => void;
  /** A complete listing of a moment ago. It is the answer, for one request, if the first page still is its beginning. Its first page is not read again then. */
  readonly earlier?: readonly VersionFacts[];
  /** For those who look for something. Without it, a list is complete. The first page of a part is not read again. */
  readonly suffices?: Suffices<VersionFacts>;
  /** Called with a complete listing in GitHub's own order, by which `readVersionsPage` finds a version again. */
  readonly asListed?: (versions: readonly VersionFacts[]) => void;
}

/** One page of the active versions, in GitHub's own order. */
export interface VersionsPage {
  readonly versions: readonly VersionFacts[];
  /** By which the same page can be asked for again; absent where the server sends none. */
  readonly etag?: string;
}

export interface ListPackagesOptions {
  readonly visibility?: Visibility;
  readonly onPage?: (listed: number) => void;
  /** For those who look for something: without it, a list is complete. */
  readonly suffices?: Suffices<PackageFacts>;
}

/** A package or version in conflict with another during GHES's Docker migration is described like any package. */
export type ConflictFacts = PackageFacts;

/**
 * The 27 operations of GitHub's REST API for packages, as nine (the owner's kind chooses the route), and who an owner is.
 * Lists are complete or they throw, unless `suffices` ends them. Every failure is a `ProviderError`. Nothing is remembered between calls but connections,
 * the rate budget and validators of conditional requests.
 */
export interface PackagesApi {
  /** `github.com`, `ghes.example.com`, `127.0.0.1:8080`: for messages. */
  readonly host: string;

  /**
   * Finds out what an account is. Without a login, it is the token's own user. With `kind`, nothing is asked, and the kind is taken on trust: the first
   * request that it serves will tell.
   * @throws `not_found` naming the login when there is no such account.
   */
  resolveOwner(login: string | undefined, kind?: OwnerKind): Promise<Owner>;

  listPackages(owner: Owner, type: PackageType, options?: ListPackagesOptions): Promise<PackageFacts[]>;
  getPackage(ref: PackageRef): Promise<PackageFacts>;
  /**
   * Deletes the package that has this name. GitHub's route knows no id, and a name can be published again while an answer is lost or a limit is waited
   * for.
   * @param isStill whether this is still the package that is meant. It is asked before each attempt that does not go out at once.
   * @throws `conflict` when it is another package and nothing was sent; `not_found` when an answer was lost before.
   */
  deletePackage(ref: PackageRef, isStill: () => Promise<boolean>): Promise<void>;
  /** `token` is the package token of the API's optional query parameter, whose purpose GitHub does not document. */
  restorePackage(ref: PackageRef, options?: { readonly token?: string }): Promise<void>;

  listVersions(ref: PackageRef, options?: ListVersionsOptions): Promise<VersionFacts[]>;
  /**
   * A page of the active versions as it is now. A page has `pageSize` versions, and 1 is the first.
   * @param etag of the page when it was read last.
   * @returns undefined when the page still is what the etag names.
   */
  readVersionsPage(ref: PackageRef, page: number, etag?: string): Promise<VersionsPage | undefined>;
  getVersion(ref: VersionRef): Promise<VersionFacts>;
  /**
   * @param abortReason why an attempt is not to be sent any more; undefined when it is. It is asked for each attempt when its turn has come, whatever limit
   * the attempt has waited for: an attempt that is aborted costs nothing of the limits. The reason is thrown.
   */
  deleteVersion(ref: VersionRef, abortReason?: () => ProviderError | undefined): Promise<void>;
  restoreVersion(ref: VersionRef): Promise<void>;

  listDockerMigrationConflicts(owner: Owner): Promise<ConflictFacts[]>;

  /** Rows to a page of its listings: so many cost a request. */
  readonly pageSize: number;

  /** Whether lists of versions are to be compared with `PackageFacts.versionCount`. GitHub does not document what it counts there. */
  readonly comparesVersionCount: boolean;

  /**
   * Scopes of a classic or OAuth token, by the answers so far. Undefined before the first answer, and for tokens that have no scopes: fine-grained ones,
   * those of Apps. Asks nothing of GitHub.
   */
  readonly tokenScopes: readonly string[] | undefined;

  /**
   * What time it is at the server, by the `Date` of its last answer. Before the first answer, a request is sent that counts against no limit.
   * @throws `clock` when the server does not tell.
   */
  serverTime(): Promise<ServerTime>;

  /** How long so much work takes within the limits, and whether what is left of the hour suffices for it. Asks nothing of GitHub. */
  estimate(work: Work): WorkEstimate;
}
