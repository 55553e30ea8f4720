import type { PackageType, SeedRepository, Visibility } from "../seed";
import { VersionList, type VersionRecord } from "./version-list";

export interface PackageFacts {
  readonly id: number;
  /** The owner's login, as the account spells it. */
  readonly owner: string;
  readonly packageType: PackageType;
  readonly name: string;
  readonly repository?: SeedRepository;
  readonly createdAt: string;
  readonly dockerMigrationConflict?: boolean;
}

/** One package with its active and deleted versions, indexed by id, name and tag. */
export class PackageRecord {
  readonly active = new VersionList();
  readonly deleted = new VersionList();
  visibility: Visibility;
  updatedAt: string;
  deletedAt: string | undefined;
  readonly #byId = new Map<number, VersionRecord>();
  readonly #byName = new Map<string, VersionRecord>();
  readonly #byTag = new Map<string, VersionRecord>();
  #tagged = 0;

  constructor(
    public facts: PackageFacts,
    visibility: Visibility,
    updatedAt: string,
    deletedAt?: string,
  ) {
    this.visibility = visibility;
    this.updatedAt = updatedAt;
    this.deletedAt = deletedAt;
  }

  /** "owner/type/name": how tokens and requests of the control surface name a package. */
  get path(): string {
    return `${this.facts.owner}/${this.facts.packageType}/${this.facts.name}`;
  }

  /** How many active versions carry at least one tag. */
  get taggedCount(): number {
    return this.#tagged;
  }

  /** A version in any state, by its id. */
  version(id: number): VersionRecord | undefined {
    return this.#byId.get(id);
  }

  /** The active version of this name (a digest, for a container). */
  versionByName(name: string): VersionRecord | undefined {
    return this.#byName.get(name);
  }

  /** The active version that carries this tag. */
  versionByTag(tag: string): VersionRecord | undefined {
    return this.#byTag.get(tag);
  }

  /** Adds an active version, taking its tags from the versions that had them; or one that is deleted already. */
  add(version: VersionRecord): void {
    this.#byId.set(version.id, version);
    if (version.deletedAt !== undefined) {
      this.deleted.add(version);
      return;
    }
    this.active.add(version);
    this.#byName.set(version.name, version);
    const tags = version.tags;
    version.tags = [];
    this.setTags(version, tags);
  }

  /** Gives an active version exactly these tags. */
  setTags(version: VersionRecord, tags: readonly string[]): void {
    for (const tag of version.tags) this.#byTag.delete(tag);
    for (const tag of tags) {
      const holder = this.#byTag.get(tag);
      if (holder) this.#dropTag(holder, tag);
      this.#byTag.set(tag, version);
    }
    this.#tagged += Number(tags.length > 0) - Number(version.tags.length > 0);
    version.tags = [...new Set(tags)];
  }

  delete(version: VersionRecord, at: string): void {
    this.active.remove(version);
    this.#byName.delete(version.name);
    for (const tag of version.tags) this.#byTag.delete(tag);
    if (version.tags.length > 0) this.#tagged -= 1;
    version.deletedAt = at;
    this.deleted.add(version);
  }

  /** Makes a deleted version active with those of the given tags that no other version has taken since. */
  restore(version: VersionRecord, tags: readonly string[]): void {
    this.deleted.remove(version);
    delete version.deletedAt;
    version.tags = tags.filter((tag) => !this.#byTag.has(tag));
    this.add(version);
  }

  #dropTag(holder: VersionRecord, tag: string): void {
    holder.tags = holder.tags.filter((other) => other !== tag);
    if (holder.tags.length === 0) this.#tagged -= 1;
  }
}
