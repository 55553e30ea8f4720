import type { VersionFacts, VersionState } from "../model/package";
import { formatPackageId, type PackageRef } from "../model/reference";
import type { Clock, Logger, PackagesApi, Suffices } from "../ports";
import { progressOf } from "../progress";
import { refuseEmpty } from "./empty-list";
import { ReadKind, type SharedReads } from "./shared-reads";

/** A complete listing of a package's versions in one state that is there or on its way. */
interface KeptListing {
  readonly readAt: number;
  readonly versions: Promise<readonly VersionFacts[]>;
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

const ALL_VERSIONS: Readonly<Record<VersionState, ReadKind<readonly VersionFacts[]>>> = {
  active: new ReadKind("active versions"),
  deleted: new ReadKind("deleted versions"),
};
const SOME_VERSIONS = new ReadKind<PartialListing>("first versions");

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
    const own = this.findOfThisProcess(ref, state);
    if (own) return own;
    const earlier = this.shared.earlier(ALL_VERSIONS[state], packageKey(ref));
    if (!earlier) return undefined;
    const versions = Promise.resolve(earlier.value);
    return { readAt: earlier.at, versions, isEarlier: true };
  }

  /** The same, but never what the preview of this run has read: what that lacks may be there by now. */
  findOfThisProcess(ref: PackageRef, state: VersionState): KeptListing | undefined {
    return this.kept.get(`${packageKey(ref)}?${state}`);
  }

  /** A complete listing of the active versions by this run, however old: for whoever looks again at what matters of it. */
  last(ref: PackageRef): Promise<readonly VersionFacts[] | undefined> {
    const earlier = () => this.shared.earlierOfAnyAge(ALL_VERSIONS.active, packageKey(ref))?.value;
    return this.findOfThisProcess(ref, "active")?.versions ?? Promise.resolve(earlier());
  }

  /** The complete listing; throws `not_found` when the package is not there. */
  whole(ref: PackageRef, state: VersionState): Promise<readonly VersionFacts[]> {
    return (this.find(ref, state) ?? this.start(ref, state)).versions;
  }

  /** The same, but never what the preview of this run has read. */
  wholeByThisProcess(ref: PackageRef, state: VersionState): Promise<readonly VersionFacts[]> {
    return (this.findOfThisProcess(ref, state) ?? this.start(ref, state)).versions;
  }

  /** The complete listing of the active versions, if there is one or somebody is at it, who is then made to read all of it. */
  async join(ref: PackageRef): Promise<KeptListing | undefined> {
    if (this.reading.has(packageKey(ref))) await this.part(ref, () => false);
    return this.find(ref, "active");
  }

  /** The active versions, listed until they are enough for everybody who waits for them. A complete list is one that this process has read. */
  async part(ref: PackageRef, suffices: Suffices<VersionFacts>): Promise<PartialListing> {
    const key = packageKey(ref);
    for (;;) {
      const whole = this.findOfThisProcess(ref, "active");
      if (whole) return { versions: await whole.versions, isComplete: true, requests: 0 };
      const part = this.parts.get(key) ?? this.shared.earlier(SOME_VERSIONS, key)?.value;
      if (part && suffices(part.versions, part.requests)) return part;
      this.wanted.set(key, [...(this.wanted.get(key) ?? []), suffices]);
      if (!this.reading.has(key)) this.begin(key, this.readPart(ref));
      await this.reading.get(key);
    }
  }

  /** Keeps a complete listing of the active versions that is read by other means. Who wants one meanwhile waits for it. */
  takeOver(ref: PackageRef, read: () => Promise<readonly VersionFacts[]>): Promise<readonly VersionFacts[]> {
    const versions = read().then((listed) => refuseEmpty(ref, listed));
    // What fails need not be the listing: who waits for it then reads for itself.
    const ended = versions.then(
      (listed) => this.remember(ref, listed),
      () => undefined,
    );
    this.begin(packageKey(ref), ended);
    return versions;
  }

  forget(ref: PackageRef): void {
    const key = packageKey(ref);
    this.shared.forget(key);
    this.parts.delete(key);
    this.kept.delete(`${key}?active`);
    this.kept.delete(`${key}?deleted`);
  }

  private start(ref: PackageRef, state: VersionState): KeptListing {
    const versions = this.read(ref, state).then((listed) => {
      this.shared.leave(ALL_VERSIONS[state], packageKey(ref), listed);
      return listed;
    });
    return this.keep(ref, state, { readAt: this.clock.now(), versions, isEarlier: false });
  }

  private keep(ref: PackageRef, state: VersionState, listing: KeptListing): KeptListing {
    const key = `${packageKey(ref)}?${state}`;
    this.kept.set(key, listing);
    listing.versions.catch(() => {
      if (this.kept.get(key) === listing) this.kept.delete(key);
    });
    return listing;
  }

  private begin(key: string, reading: Promise<unknown>): void {
    const end = () => {
      if (this.reading.get(key) !== reading) return;
      this.reading.delete(key);
      this.wanted.delete(key);
    };
    this.reading.set(key, reading);
    reading.then(end, end);
  }

  private async readPart(ref: PackageRef): Promise<void> {
    const key = packageKey(ref);
    let part: PartialListing | undefined;
    const versions = await this.read(ref, "active", (rows, requests) => {
      if (this.wanted.get(key)?.some((suffices) => !suffices(rows, requests))) return false;
      part = { versions: rows, isComplete: false, requests };
      return true;
    });
    if (!part) return this.remember(ref, versions);
    this.parts.set(key, part);
    this.shared.leave(SOME_VERSIONS, key, part);
  }

  private remember(ref: PackageRef, versions: readonly VersionFacts[]): void {
    const listing = { readAt: this.clock.now(), versions: Promise.resolve(versions), isEarlier: false };
    this.keep(ref, "active", listing);
    this.shared.leave(ALL_VERSIONS.active, packageKey(ref), versions);
  }

  private async read(ref: PackageRef, state: VersionState, suffices?: Suffices<VersionFacts>): Promise<VersionFacts[]> {
    const api = await this.api();
    const what = `${state === "deleted" ? "deleted " : ""}versions of ${ref.owner.login}/${ref.name}`;
    const onPage = progressOf(this.clock, this.logger, "listed", what);
    const listed = await api.listVersions(ref, { state, onPage, ...(suffices && { suffices }) });
    return state === "active" ? refuseEmpty(ref, listed) : listed;
  }
}

/** What the listings of one package are kept under, in this process and for the next. */
export function packageKey(ref: PackageRef): string {
  return `${ref.owner.kind}:${formatPackageId(ref.owner.login, ref.packageType, ref.name)}`;
}
