import type { VersionFacts, VersionState } from "../model/package";
import { formatPackageId, type PackageRef } from "../model/reference";
import type { Clock, Logger, PackagesApi, Suffices } from "../ports";
import { progressOf } from "../progress";
import type { SharedReads } from "./shared-reads";

/** A complete listing of a package's versions in one state. */
export interface KnownListing {
  readonly versions: readonly VersionFacts[];
  /** Whether the first page was read once more at the end, and was the same. */
  readonly isConfirmed: boolean;
}

/** A complete listing that is there or on its way. */
interface KeptListing {
  readonly readAt: number;
  readonly known: Promise<KnownListing>;
  /** Whether it was read by the preview of this run, and not by this process. */
  readonly isEarlier: boolean;
}

/** What was listed before it was enough. */
export interface PartialListing {
  readonly versions: readonly VersionFacts[];
  readonly isComplete: boolean;
  /** How many requests the whole list takes, at least. */
  readonly requests: number;
}

/** The listings of versions of this run: each package and state once, by this process or by the preview before it. */
export class VersionListings {
  private readonly kept = new Map<string, KeptListing>();
  private readonly parts = new Map<string, PartialListing>();
  private readonly reading = new Map<string, Promise<unknown>>();
  private readonly wanted = new Map<string, Array<Suffices<VersionFacts>>>();

  constructor(
    private readonly api: () => Promise<PackagesApi>,
    private readonly clock: Clock,
    private readonly logger: Logger,
    private readonly shared: SharedReads,
  ) {}

  /** The complete listing, if there is one already. */
  find(ref: PackageRef, state: VersionState): KeptListing | undefined {
    const kept = this.kept.get(`${packageKey(ref)}?${state}`);
    if (kept) return kept;
    const earlier = this.shared.earlier(packageKey(ref), state);
    if (!earlier) return undefined;
    const known = Promise.resolve(earlier.value as KnownListing);
    return this.keep(ref, state, { readAt: earlier.at, known, isEarlier: true });
  }

  /** The complete listing; throws `not_found` when the package is not there. */
  whole(ref: PackageRef, state: VersionState): Promise<KnownListing> {
    return (this.find(ref, state) ?? this.start(ref, state)).known;
  }

  /** The active versions, listed until that is enough for everybody who waits for them. */
  async part(ref: PackageRef, suffices: Suffices<VersionFacts>): Promise<PartialListing> {
    const key = packageKey(ref);
    for (;;) {
      const whole = this.find(ref, "active");
      if (whole) return { ...(await whole.known), isComplete: true, requests: 0 };
      const part = this.parts.get(key) ?? (this.shared.earlier(key, "part")?.value as PartialListing | undefined);
      if (part && suffices(part.versions, part.requests)) return part;
      this.wanted.set(key, [...(this.wanted.get(key) ?? []), suffices]);
      if (!this.reading.has(key)) this.reading.set(key, this.readPart(ref));
      await this.reading.get(key);
    }
  }

  /** Takes over a complete listing of the active versions that was read by other means. */
  remember(ref: PackageRef, known: KnownListing): void {
    this.keep(ref, "active", { readAt: this.clock.now(), known: Promise.resolve(known), isEarlier: false });
    this.shared.leave(packageKey(ref), "active", known);
  }

  forget(ref: PackageRef): void {
    const key = packageKey(ref);
    this.shared.forget(key);
    this.parts.delete(key);
    this.kept.delete(`${key}?active`);
    this.kept.delete(`${key}?deleted`);
  }

  private start(ref: PackageRef, state: VersionState): KeptListing {
    const known = this.read(ref, state).then((versions) => {
      const listing: KnownListing = { versions, isConfirmed: false };
      this.shared.leave(packageKey(ref), state, listing);
      return listing;
    });
    return this.keep(ref, state, { readAt: this.clock.now(), known, isEarlier: false });
  }

  private keep(ref: PackageRef, state: VersionState, listing: KeptListing): KeptListing {
    const key = `${packageKey(ref)}?${state}`;
    this.kept.set(key, listing);
    listing.known.catch(() => {
      if (this.kept.get(key) === listing) this.kept.delete(key);
    });
    return listing;
  }

  private async readPart(ref: PackageRef): Promise<void> {
    const key = packageKey(ref);
    let part: PartialListing | undefined;
    try {
      const versions = await this.read(ref, "active", (rows, requests) => {
        if (this.wanted.get(key)?.some((suffices) => !suffices(rows, requests))) return false;
        part = { versions: rows, isComplete: false, requests };
        return true;
      });
      if (part) {
        this.parts.set(key, part);
        this.shared.leave(key, "part", part);
      } else this.remember(ref, { versions, isConfirmed: false });
    } finally {
      this.reading.delete(key);
      this.wanted.delete(key);
    }
  }

  private async read(ref: PackageRef, state: VersionState, suffices?: Suffices<VersionFacts>): Promise<VersionFacts[]> {
    const api = await this.api();
    const what = `${state === "deleted" ? "deleted " : ""}versions of ${ref.owner.login}/${ref.name}`;
    const onPage = progressOf(this.clock, this.logger, "listed", what);
    return api.listVersions(ref, { state, onPage, ...(suffices && { suffices }) });
  }
}

/** What the listings of one package are kept under, in this process and for the next. */
export function packageKey(ref: PackageRef): string {
  return `${ref.owner.kind}:${formatPackageId(ref.owner.login, ref.packageType, ref.name)}`;
}
