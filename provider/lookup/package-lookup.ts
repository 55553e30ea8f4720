import { isProviderError } from "../errors";
import { canonicalLogin, type Owner } from "../model/owner";
import type { PackageFacts, PackageType } from "../model/package";
import type { PackageRef } from "../model/reference";
import type { Clock, PackagesApi } from "../ports";
import { BatchedLookup } from "./batched-lookup";

/** What this run has read of packages. Every resource of the run asks here, and nothing is read twice unless something changed. */
export class PackageLookup {
  private readonly lookups = new Map<string, BatchedLookup<string, PackageFacts>>();
  private readonly listings = new Map<string, Promise<PackageFacts[]>>();

  constructor(
    private readonly api: () => Promise<PackagesApi>,
    private readonly clock: Clock,
  ) {}

  /** The package, or undefined when GitHub says 404: which is not yet a confirmed absence. */
  async get(ref: PackageRef): Promise<PackageFacts | undefined> {
    const key = listingKey(ref.owner, ref.packageType);
    let lookup = this.lookups.get(key);
    if (!lookup) {
      lookup = new BatchedLookup(
        {
          one: (name) => this.fetch({ ...ref, name }),
          all: async () => new Map((await this.list(ref.owner, ref.packageType)).map((facts) => [facts.name, facts])),
        },
        this.clock,
      );
      this.lookups.set(key, lookup);
    }
    return lookup.get(ref.name);
  }

  /** The package as it is now, whatever was read before. */
  async fetch(ref: PackageRef): Promise<PackageFacts | undefined> {
    try {
      return await (await this.api()).getPackage(ref);
    } catch (error) {
      if (isProviderError(error, "not_found")) return undefined;
      throw error;
    }
  }

  /** All packages of one type, listed once a run. */
  list(owner: Owner, type: PackageType): Promise<PackageFacts[]> {
    const key = listingKey(owner, type);
    let listing = this.listings.get(key);
    if (!listing) {
      listing = this.api().then((api) => api.listPackages(owner, type));
      listing.catch(() => this.listings.delete(key));
      this.listings.set(key, listing);
    }
    return listing;
  }

  /** To be called after anything that changes the owner's packages of this type. */
  forget(ref: PackageRef): void {
    const key = listingKey(ref.owner, ref.packageType);
    this.lookups.delete(key);
    this.listings.delete(key);
  }
}

function listingKey(owner: Owner, type: PackageType): string {
  return `${owner.kind}:${canonicalLogin(owner.login)}/${type}`;
}
