import { isProviderError } from "../errors";
import type { VersionFacts, VersionState } from "../model/package";
import { formatPackageId, type PackageRef } from "../model/reference";
import type { Clock, Logger, PackagesApi } from "../ports";
import { BatchedLookup } from "./batched-lookup";

/** What this run has read of versions: one listing for each package and state, whatever the number of resources. */
export class VersionLookup {
  private readonly lookups = new Map<string, BatchedLookup<number, VersionFacts>>();
  private readonly listings = new Map<string, Promise<VersionFacts[]>>();

  constructor(
    private readonly api: () => Promise<PackagesApi>,
    private readonly clock: Clock,
    private readonly logger: Logger,
  ) {}

  /** The active version, or undefined when GitHub says 404: which is not yet a confirmed absence. */
  get(ref: PackageRef, versionId: number): Promise<VersionFacts | undefined> {
    const key = packageKey(ref);
    let lookup = this.lookups.get(key);
    if (!lookup) {
      lookup = new BatchedLookup(
        {
          one: (id) => this.fetch(ref, id),
          all: async () => new Map((await this.list(ref, "active")).map((facts) => [facts.id, facts])),
        },
        this.clock,
      );
      this.lookups.set(key, lookup);
    }
    return lookup.get(versionId);
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
  list(ref: PackageRef, state: VersionState): Promise<VersionFacts[]> {
    const key = `${packageKey(ref)}?${state}`;
    let listing = this.listings.get(key);
    if (!listing) {
      listing = this.listNow(ref, state);
      listing.catch(() => this.listings.delete(key));
      this.listings.set(key, listing);
    }
    return listing;
  }

  /** To be called after anything that changes the package's versions. */
  forget(ref: PackageRef): void {
    const key = packageKey(ref);
    this.lookups.delete(key);
    this.listings.delete(`${key}?active`);
    this.listings.delete(`${key}?deleted`);
  }

  private async listNow(ref: PackageRef, state: VersionState): Promise<VersionFacts[]> {
    const api = await this.api();
    const what = `${state === "deleted" ? "deleted " : ""}versions of ${ref.owner.login}/${ref.name}`;
    return api.listVersions(ref, {
      state,
      onPage: (listed, total) => this.logger.progress(`listed ${listed} of ${total} ${what}`),
    });
  }
}

function packageKey(ref: PackageRef): string {
  return `${ref.owner.kind}:${formatPackageId(ref.owner.login, ref.packageType, ref.name)}`;
}
