import { isProviderError } from "../errors";
import { canonicalLogin, type Owner } from "../model/owner";
import type { PackageFacts, PackageType } from "../model/package";
import type { PackageRef } from "../model/reference";
import type { Clock, PackagesApi, Suffices } from "../ports";
import { BatchedLookup } from "./batched-lookup";
import { ReadKind, type SharedReads } from "./shared-reads";

const ALL_PACKAGES = new ReadKind<readonly PackageFacts[]>("packages");
const ONE_PACKAGE = new ReadKind<PackageFacts>("package");

/** A hint at a misspelt name is worth so many requests, once a run for each owner and type. */
const SAMPLE_PAGES = 5;

/** What this run has read of packages. Every resource of the run asks here, and nothing is read twice unless something changed. */
export class PackageLookup {
  private readonly lookups = new Map<string, BatchedLookup<string, PackageFacts>>();
  private readonly listings = new Map<string, Promise<readonly PackageFacts[]>>();
  private readonly samples = new Map<string, Promise<readonly PackageFacts[]>>();
  private readonly absent = new Set<string>();

  constructor(
    private readonly api: () => Promise<PackagesApi>,
    private readonly clock: Clock,
    private readonly shared: SharedReads,
  ) {}

  /** The package, or undefined when GitHub says 404: which is not yet a confirmed absence. */
  async get(ref: PackageRef): Promise<PackageFacts | undefined> {
    const key = listingKey(ref.owner, ref.packageType);
    const earlier = (await this.earlierListing(key))?.find(({ name }) => name === ref.name);
    if (earlier) return earlier;
    let lookup = this.lookups.get(key);
    if (!lookup) {
      lookup = this.createLookup(ref, key);
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
  list(owner: Owner, type: PackageType): Promise<readonly PackageFacts[]> {
    const key = listingKey(owner, type);
    return this.listings.get(key) ?? this.earlierListing(key) ?? this.listByThisProcess(owner, type);
  }

  /** The same, but never what the preview of this run has read. */
  listByThisProcess(owner: Owner, type: PackageType): Promise<readonly PackageFacts[]> {
    const key = listingKey(owner, type);
    const known = this.listings.get(key);
    if (known) return known;
    const listing = this.api().then(async (api) => {
      const packages = await api.listPackages(owner, type);
      this.shared.leave(ALL_PACKAGES, key, packages);
      return packages;
    });
    listing.catch(() => this.listings.delete(key));
    this.listings.set(key, listing);
    return listing;
  }

  /** Names of the owner's packages of this type, to compare one with that is not there: all, or where nothing has listed them yet, so many that the hint is worth its requests. */
  async someNames(owner: Owner, type: PackageType): Promise<readonly string[]> {
    const key = listingKey(owner, type);
    const listed =
      this.listings.get(key) ?? this.earlierListing(key) ?? this.samples.get(key) ?? this.sample(owner, type);
    return (await listed).map(({ name }) => name);
  }

  /** Remembers that a package was confirmed to be gone, so that each of its versions need not find it out again. */
  noteAbsence(ref: PackageRef): void {
    this.absent.add(packageKey(ref));
  }

  isAbsent(ref: PackageRef): boolean {
    return this.absent.has(packageKey(ref));
  }

  /** To be called after anything that changes the owner's packages of this type. */
  forget(ref: PackageRef): void {
    const key = listingKey(ref.owner, ref.packageType);
    this.shared.forget(key);
    this.lookups.delete(key);
    this.listings.delete(key);
    this.samples.delete(key);
    this.absent.delete(packageKey(ref));
  }

  private createLookup({ owner, packageType }: PackageRef, key: string): BatchedLookup<string, PackageFacts> {
    const byName = (packages: readonly PackageFacts[]) => new Map(packages.map((facts) => [facts.name, facts]));
    return new BatchedLookup(
      {
        one: (name) => this.one(key, { owner, packageType, name }),
        all: async (suffices) => {
          const whole = this.listings.get(key);
          if (whole) return { values: byName(await whole), isComplete: true };
          const part = await this.part(owner, packageType, (rows, requests) => suffices(byName(rows), requests));
          return { values: byName(part.packages), isComplete: part.isComplete };
        },
      },
      this.clock,
    );
  }

  private sample(owner: Owner, type: PackageType): Promise<readonly PackageFacts[]> {
    const key = listingKey(owner, type);
    const sample = this.part(owner, type, (_, requests) => requests >= SAMPLE_PAGES).then(({ packages }) => packages);
    sample.catch(() => this.samples.delete(key));
    this.samples.set(key, sample);
    return sample;
  }

  /** Lists until that suffices; what turns out to be everything is kept as such. */
  private async part(
    owner: Owner,
    type: PackageType,
    suffices: Suffices<PackageFacts>,
  ): Promise<{ packages: readonly PackageFacts[]; isComplete: boolean }> {
    const key = listingKey(owner, type);
    let isComplete = true;
    const packages = await (await this.api()).listPackages(owner, type, {
      suffices: (part, requests) => {
        isComplete = !suffices(part, requests);
        return !isComplete;
      },
    });
    if (isComplete) {
      this.listings.set(key, Promise.resolve(packages));
      this.shared.leave(ALL_PACKAGES, key, packages);
    }
    return { packages, isComplete };
  }

  private async one(key: string, ref: PackageRef): Promise<PackageFacts | undefined> {
    const earlier = this.shared.earlier(ONE_PACKAGE, key, ref.name);
    if (earlier) return earlier.value;
    const facts = await this.fetch(ref);
    if (facts) this.shared.leave(ONE_PACKAGE, key, facts, ref.name);
    return facts;
  }

  private earlierListing(key: string): Promise<readonly PackageFacts[]> | undefined {
    const earlier = this.shared.earlier(ALL_PACKAGES, key);
    return earlier && Promise.resolve(earlier.value);
  }
}

function listingKey(owner: Owner, type: PackageType): string {
  return `${owner.kind}:${canonicalLogin(owner.login)}/${type}`;
}

function packageKey({ owner, packageType, name }: PackageRef): string {
  return `${listingKey(owner, packageType)}/${name}`;
}
