import { isProviderError } from "../errors";
import type { VersionFacts, VersionState } from "../model/package";
import type { PackageRef } from "../model/reference";
import type { Clock, Logger, PackagesApi } from "../ports";
import { BatchedLookup, type Listed } from "./batched-lookup";
import { ReadKind, type SharedReads } from "./shared-reads";
import { packageKey, VersionListings } from "./version-listings";

const ONE_VERSION = new ReadKind<VersionFacts>("version");

/** What this run has read of versions: one listing for each package and state, whatever the number of resources. */
export class VersionLookup {
  private readonly listings: VersionListings;
  private readonly lookups = new Map<string, BatchedLookup<number, VersionFacts>>();
  /** Packages whose listing answered 404. */
  private readonly missing = new Set<string>();

  constructor(
    private readonly api: () => Promise<PackagesApi>,
    private readonly clock: Clock,
    logger: Logger,
    private readonly shared: SharedReads,
  ) {
    this.listings = new VersionListings(api, clock, logger, shared);
  }

  /** The active version, or undefined when GitHub says 404: which is not yet a confirmed absence. */
  async get(ref: PackageRef, versionId: number): Promise<VersionFacts | undefined> {
    const listing = this.listings.find(ref, "active");
    const listed = listing?.isEarlier ? byId(await listing.versions).get(versionId) : undefined;
    return listed ?? this.lookup(ref).get(versionId);
  }

  /** The active version that this is true of, read by as few pages as it takes. Undefined when a complete listing by this process lacks it. */
  async find(ref: PackageRef, isMeant: (version: VersionFacts) => boolean): Promise<VersionFacts | undefined> {
    const listing = this.listings.find(ref, "active");
    const found = listing?.isEarlier ? (await listing.versions).find(isMeant) : undefined;
    if (found) return found;
    const { versions } = await this.listings.part(ref, (part) => part.some(isMeant));
    return versions.find(isMeant);
  }

  /** The version as it is now, whatever was read before. */
  async fetch(ref: PackageRef, versionId: number): Promise<VersionFacts | undefined> {
    try {
      return await (await this.api()).getVersion({ ...ref, versionId });
    } catch (error) {
      if (isProviderError(error, "not_found")) return undefined;
      throw error;
    }
  }

  /** All versions of a package in one state, listed once a run; throws `not_found` when the package is not there. */
  list(ref: PackageRef, state: VersionState): Promise<readonly VersionFacts[]> {
    return this.listings.whole(ref, state);
  }

  /** The same, but never what the preview of this run has read. */
  listByThisProcess(ref: PackageRef, state: VersionState): Promise<readonly VersionFacts[]> {
    return this.listings.wholeByThisProcess(ref, state);
  }

  /** A complete listing of the active versions that is not old, if this run has one or is about to. */
  async known(ref: PackageRef): Promise<readonly VersionFacts[] | undefined> {
    const listing = await this.listings.join(ref);
    return listing && this.shared.isFresh(listing.readAt) ? listing.versions : undefined;
  }

  /** The same, however old it is. */
  lastKnown(ref: PackageRef): Promise<readonly VersionFacts[] | undefined> {
    return this.listings.last(ref);
  }

  /** Keeps a complete listing of the active versions that is read by other means, and lets who needs one wait for it. */
  takeOver(ref: PackageRef, read: () => Promise<readonly VersionFacts[]>): Promise<readonly VersionFacts[]> {
    return this.listings.takeOver(ref, read);
  }

  /**
   * Whether two complete listings by this process agree that a version is deleted: the active versions lack it, and it is among the
   * deleted ones. False as long as nothing else has made this process list the active ones.
   */
  async isListedAsDeleted(ref: PackageRef, versionId: number): Promise<boolean> {
    const listing = this.listings.findOfThisProcess(ref, "active");
    if (!listing || byId(await listing.versions).has(versionId)) return false;
    try {
      return byId(await this.listByThisProcess(ref, "deleted")).has(versionId);
    } catch (error) {
      if (isProviderError(error, "incomplete") || isProviderError(error, "not_found")) return false;
      throw error;
    }
  }

  /** To be called after anything that changes the package's versions. */
  forget(ref: PackageRef): void {
    this.lookups.delete(packageKey(ref));
    this.missing.delete(packageKey(ref));
    this.listings.forget(ref);
  }

  private lookup(ref: PackageRef): BatchedLookup<number, VersionFacts> {
    const key = packageKey(ref);
    let lookup = this.lookups.get(key);
    if (!lookup) {
      lookup = new BatchedLookup(
        {
          one: (id) => this.one(ref, id),
          all: (suffices) => this.all(ref, suffices),
          isGone: async (id) => this.missing.has(key) || this.isListedAsDeleted(ref, id),
        },
        this.clock,
      );
      this.lookups.set(key, lookup);
    }
    return lookup;
  }

  /** Of a package that is not there, nothing is: to be confirmed once, and not version by version. */
  private async all(
    ref: PackageRef,
    suffices: (part: ReadonlyMap<number, VersionFacts>, requests: number) => boolean,
  ): Promise<Listed<number, VersionFacts>> {
    try {
      const listed = await this.listings.part(ref, (part, requests) => suffices(byId(part), requests));
      return { values: byId(listed.versions), isComplete: listed.isComplete };
    } catch (error) {
      if (!isProviderError(error, "not_found")) throw error;
      this.missing.add(packageKey(ref));
      return { values: new Map(), isComplete: true };
    }
  }

  private async one(ref: PackageRef, id: number): Promise<VersionFacts | undefined> {
    const key = packageKey(ref);
    const earlier = this.shared.earlier(ONE_VERSION, key, id);
    if (earlier) return earlier.value;
    const facts = await this.fetch(ref, id);
    if (facts) this.shared.leave(ONE_VERSION, key, facts, id);
    return facts;
  }
}

const indexes = new WeakMap<readonly VersionFacts[], ReadonlyMap<number, VersionFacts>>();

/** A listing by the ids of its versions, indexed once. */
function byId(versions: readonly VersionFacts[]): ReadonlyMap<number, VersionFacts> {
  let index = indexes.get(versions);
  if (!index) {
    index = new Map(versions.map((facts) => [facts.id, facts]));
    indexes.set(versions, index);
  }
  return index;
}
