import type { PackageType } from "../seed";
import type { PackageRecord } from "./package-record";
import { compareNewestFirst, type VersionPages, type VersionRecord } from "./version-list";
import type { World, WorldChange } from "./world";

/** For how many reads a change stays unseen; each applies to changes made after it was set. */
export interface LagSettings {
  /** List requests that still show what was deleted (seen on GitHub: dataaxiom/ghcr-cleanup-action's package-repo.ts). */
  staleLists?: number;
  /** GET requests that still find what was deleted. */
  delayedAbsence?: number;
  /** List and GET requests, counted apart, that don't find yet what was restored or published. */
  delayedPresence?: number;
}

interface Lag {
  readonly package: PackageRecord;
  readonly subject: PackageRecord | VersionRecord;
  readonly shows: boolean;
  lists: number;
  gets: number;
}

/** Makes reads lag behind changes. Deletions and restorations themselves always see the world as it is. */
export class ReadLag {
  settings: LagSettings = {};
  readonly #lags = new Map<PackageRecord | VersionRecord, Lag>();

  constructor(private readonly world: World) {
    world.onChange((change) => this.#observe(change));
  }

  clear(): void {
    this.settings = {};
    this.#lags.clear();
  }

  /** The active versions as a list request sees them. Counts as one read of the list. */
  listVersions(record: PackageRecord): VersionPages {
    const lags = this.#takeLists((lag) => lag.package === record && lag.subject !== record);
    if (lags.length === 0) return record.active;
    const seen = new Set<VersionRecord>(record.active);
    for (const { subject, shows } of lags) {
      if (shows) seen.add(subject as VersionRecord);
      else seen.delete(subject as VersionRecord);
    }
    const versions = [...seen].sort(compareNewestFirst);
    return { length: versions.length, page: (offset, count) => versions.slice(offset, offset + count) };
  }

  listPackages(owner: string, type: PackageType): readonly PackageRecord[] {
    const active = this.world.packages(owner, type);
    const isOfList = ({ facts }: PackageRecord) =>
      facts.packageType === type && facts.owner.toLowerCase() === owner.toLowerCase();
    const lags = this.#takeLists((lag) => lag.package === lag.subject && isOfList(lag.package));
    const hidden = new Set(lags.filter(({ shows }) => !shows).map((lag) => lag.package));
    return [
      ...lags.filter(({ shows }) => shows).map((lag) => lag.package),
      ...active.filter((one) => !hidden.has(one)),
    ];
  }

  /** A package as a GET sees it. */
  getPackage(owner: string, type: PackageType, name: string): PackageRecord | undefined {
    const active = this.world.package(owner, type, name);
    if (active) return this.#takeGet(active, false) ? undefined : active;
    return this.world.deletedPackages(owner, type, name).find((record) => this.#takeGet(record, true));
  }

  /** An active version as a GET sees it. */
  getVersion(record: PackageRecord, id: number): VersionRecord | undefined {
    const version = record.version(id);
    if (!version) return undefined;
    if (version.deletedAt === undefined) return this.#takeGet(version, false) ? undefined : version;
    return this.#takeGet(version, true) ? version : undefined;
  }

  #observe(change: WorldChange): void {
    const record = change.package;
    const subject = change.version ?? record;
    if (!record || !subject || change.kind === "changed") return;
    this.#lags.delete(subject);
    const shows = change.kind === "package-deleted" || change.kind === "version-deleted";
    const { staleLists = 0, delayedAbsence = 0, delayedPresence = 0 } = this.settings;
    const lists = shows ? staleLists : delayedPresence;
    const gets = shows ? delayedAbsence : delayedPresence;
    if (lists > 0 || gets > 0) this.#lags.set(subject, { package: record, subject, shows, lists, gets });
  }

  #takeLists(isConcerned: (lag: Lag) => boolean): Lag[] {
    const lags = [...this.#lags.values()].filter((lag) => lag.lists > 0 && isConcerned(lag));
    for (const lag of lags) lag.lists -= 1;
    return lags;
  }

  #takeGet(subject: PackageRecord | VersionRecord, shows: boolean): boolean {
    const lag = this.#lags.get(subject);
    if (!lag || lag.shows !== shows || lag.gets <= 0) return false;
    lag.gets -= 1;
    return true;
  }
}
