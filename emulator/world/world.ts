import { type Behaviors, defaultBehaviors } from "../behaviors";
import type { PackageType, Seed, SeedAccount, SeedToken, Visibility } from "../seed";
import { type Clock, formatTime, MovableClock, normalizeTime } from "./clock";
import { PackageDirectory } from "./package-directory";
import type { PackageRecord } from "./package-record";
import { moveToPresent } from "./present-time";
import { createPackageRecord, createVersionRecord, type NewPackage, type PublishedVersion } from "./publication";
import { loadSeed, takeSnapshot } from "./snapshot";
import type { VersionRecord } from "./version-list";

/** A version by id, or by name (digest) or tag. */
export type VersionHandle = number | string;

/** The clock, and what GitHub doesn't document about changes themselves. */
export interface WorldOptions {
  clock?: Clock | undefined;
  behaviors?: Pick<Behaviors, "republishedDigest" | "updatedAtFollowsDeletion">;
}

export interface WorldChange {
  readonly kind:
    | "published"
    | "changed"
    | "package-deleted"
    | "package-restored"
    | "version-deleted"
    | "version-restored";
  readonly package?: PackageRecord;
  readonly version?: VersionRecord;
}

/**
 * Everything the emulator knows: accounts, tokens, packages, versions, and the time. Its methods do what they are told; GitHub's
 * rules about who may delete what are the REST handlers' business. Methods that name something absent throw.
 */
export class World {
  readonly #clock: MovableClock;
  readonly #accounts = new Map<string, SeedAccount>();
  readonly #tokens = new Map<string, SeedToken>();
  readonly #directory = new PackageDirectory();
  readonly #listeners: ((change: WorldChange) => void)[] = [];
  #nextId: number;

  constructor(
    seed: Seed,
    private readonly options: WorldOptions = {},
  ) {
    this.#clock = new MovableClock(options.clock, seed.clockOffsetMs ?? 0);
    for (const account of seed.accounts) this.addAccount(account);
    for (const token of seed.tokens) this.addToken(token);
    this.#nextId = Math.max(seed.nextId, highestId(seed) + 1);
    for (const record of loadSeed(moveToPresent(seed, this.now()), this)) this.#directory.add(record);
  }

  /** The clock's time in milliseconds since the epoch. */
  now(): number {
    return this.#clock.now();
  }

  /** The clock's time as GitHub writes it. */
  timestamp(): string {
    return formatTime(this.now());
  }

  /** Moves the clock forward, or back. */
  advance(milliseconds: number): void {
    this.#clock.advance(milliseconds);
    this.#changed({ kind: "changed" });
  }

  get clockOffset(): number {
    return this.#clock.offset;
  }

  get nextId(): number {
    return this.#nextId;
  }

  /** An id nothing else has. */
  takeId(): number {
    return this.#nextId++;
  }

  addAccount(account: SeedAccount): void {
    this.#accounts.set(account.login.toLowerCase(), account);
    this.#changed({ kind: "changed" });
  }

  /** Logins are case-insensitive (docs.github.com/rest/packages/packages: "The organization name is not case sensitive."). */
  account(login: string): SeedAccount | undefined {
    return this.#accounts.get(login.toLowerCase());
  }

  accountById(id: number): SeedAccount | undefined {
    return this.accounts().find((account) => account.id === id);
  }

  accounts(): SeedAccount[] {
    return [...this.#accounts.values()];
  }

  /**
   * Gives an account another login, as its owner does on the settings page: numbers stay, and the old login is nobody's
   * (docs.github.com/account-and-profile/concepts/username-changes).
   */
  renameAccount(login: string, newLogin: string): void {
    const account = this.account(login);
    if (!account) throw new Error(`rename ${login}: there is no such account`);
    this.#accounts.delete(login.toLowerCase());
    this.#accounts.set(newLogin.toLowerCase(), { ...account, login: newLogin });
    for (const token of this.tokens()) {
      if (token.login.toLowerCase() === login.toLowerCase())
        this.#tokens.set(token.token, { ...token, login: newLogin });
    }
    for (const record of this.allPackages()) {
      if (record.facts.owner === account.login) this.#directory.move(record, { owner: newLogin });
    }
    this.#changed({ kind: "changed" });
  }

  /**
   * Moves a package of the Docker registry to the container registry, as GitHub did with all of them: it keeps its numbers
   * (docs.github.com/packages/working-with-a-github-packages-registry/migrating-to-the-container-registry-from-the-docker-registry).
   */
  migrateToContainer(owner: string, name: string): void {
    const record = this.#existing(owner, "docker", name);
    this.#directory.move(record, { packageType: "container" });
    this.#changed({ kind: "changed", package: record });
  }

  addToken(token: SeedToken): void {
    this.#tokens.set(token.token, token);
    this.#changed({ kind: "changed" });
  }

  token(token: string): SeedToken | undefined {
    return this.#tokens.get(token);
  }

  tokens(): SeedToken[] {
    return [...this.#tokens.values()];
  }

  /** Active packages of an owner and type, newest created first. */
  packages(owner: string, type: PackageType): readonly PackageRecord[] {
    return this.#directory.active(owner, type);
  }

  package(owner: string, type: PackageType, name: string): PackageRecord | undefined {
    return this.#directory.find(owner, type, name);
  }

  /** Deleted packages of that name, latest deletion first. */
  deletedPackages(owner: string, type: PackageType, name: string): readonly PackageRecord[] {
    return this.#directory.findDeleted(owner, type, name);
  }

  /** All packages in any state, in a stable order. */
  allPackages(): PackageRecord[] {
    return this.#directory.all();
  }

  /** Versions of an active package, newest created first. */
  versions(
    owner: string,
    type: PackageType,
    name: string,
    options: { state?: "active" | "deleted" } = {},
  ): VersionRecord[] {
    const record = this.#existing(owner, type, name);
    return (options.state === "deleted" ? record.deleted : record.active).newestFirst();
  }

  /**
   * Publishes a version as a client's push does: creates the package when there is none, takes each tag from the version that had it,
   * and moves the package's updated_at. A container digest that is active already only gains the tags; for other registries it throws.
   */
  publish(
    owner: string,
    type: PackageType,
    name: string,
    given: PublishedVersion,
    packageFacts: NewPackage = {},
  ): VersionRecord {
    const { createdAt } = given;
    const version = createdAt === undefined ? given : { ...given, createdAt: normalizeTime(createdAt) };
    const record = this.package(owner, type, name) ?? this.#createPackage(owner, type, name, packageFacts);
    const now = this.timestamp();
    const existing = record.versionByName(version.name);
    if (existing && type !== "container") {
      throw new Error(`publish ${record.path} ${version.name}: the version exists already`);
    }
    const published = existing ?? this.#revive(record, version) ?? this.#createVersion(record, version);
    record.setTags(published, [...published.tags, ...(version.tags ?? [])]);
    if (existing) published.updatedAt = now;
    record.updatedAt = now;
    this.#changed({ kind: existing ? "changed" : "published", package: record, version: published });
    return published;
  }

  /** Moves a tag to a version. */
  tag(owner: string, type: PackageType, name: string, tag: string, handle: VersionHandle): VersionRecord {
    const record = this.#existing(owner, type, name);
    const version = this.#activeVersion(record, handle);
    record.setTags(version, [...version.tags.filter((other) => other !== tag), tag]);
    version.updatedAt = this.timestamp();
    record.updatedAt = version.updatedAt;
    this.#changed({ kind: "changed", package: record, version });
    return version;
  }

  deletePackage(owner: string, type: PackageType, name: string): void {
    const record = this.#existing(owner, type, name);
    this.#directory.delete(record, this.timestamp());
    this.#changed({ kind: "package-deleted", package: record });
  }

  deleteVersion(owner: string, type: PackageType, name: string, handle: VersionHandle): void {
    const record = this.#existing(owner, type, name);
    const version = this.#activeVersion(record, handle);
    record.delete(version, this.timestamp());
    if (this.#behaviors.updatedAtFollowsDeletion) record.updatedAt = this.timestamp();
    this.#changed({ kind: "version-deleted", package: record, version });
  }

  /** Restores the package of that name that was deleted last. */
  restorePackage(owner: string, type: PackageType, name: string): PackageRecord {
    const record = this.deletedPackages(owner, type, name)[0];
    if (!record) throw new Error(`restore ${owner}/${type}/${name}: no deleted package of that name`);
    if (this.package(owner, type, name)) throw new Error(`restore ${record.path}: an active package has that name`);
    this.#directory.restore(record);
    this.#changed({ kind: "package-restored", package: record });
    return record;
  }

  /** Restores a deleted version, with its own tags (those not taken since) or the given ones. */
  restoreVersion(
    owner: string,
    type: PackageType,
    name: string,
    id: number,
    options: { tags?: readonly string[] } = {},
  ): VersionRecord {
    const record = this.#existing(owner, type, name);
    const version = record.version(id);
    if (version?.deletedAt === undefined)
      throw new Error(`restore ${record.path} ${id}: no deleted version of that id`);
    record.restore(version, options.tags ?? version.tags);
    if (this.#behaviors.updatedAtFollowsDeletion) record.updatedAt = this.timestamp();
    this.#changed({ kind: "version-restored", package: record, version });
    return version;
  }

  setDownloads(owner: string, type: PackageType, name: string, handle: VersionHandle, downloads: number): void {
    const record = this.#existing(owner, type, name);
    this.#activeVersion(record, handle).downloads = downloads;
    this.#changed({ kind: "changed", package: record });
  }

  /** Visibility can't be changed through REST, only on the web page. */
  setVisibility(owner: string, type: PackageType, name: string, visibility: Visibility): void {
    const record = this.#existing(owner, type, name);
    record.visibility = visibility;
    this.#changed({ kind: "changed", package: record });
  }

  /** The whole state as a seed; the same state always gives the same text. */
  snapshot(): Seed {
    return takeSnapshot(this);
  }

  /** Calls back after each change, before the method that made it returns. */
  onChange(listener: (change: WorldChange) => void): void {
    this.#listeners.push(listener);
  }

  get #behaviors(): NonNullable<WorldOptions["behaviors"]> {
    return this.options.behaviors ?? defaultBehaviors;
  }

  /** The deleted version of a digest that is pushed again, where such a push brings back its id. */
  #revive(record: PackageRecord, { name }: PublishedVersion): VersionRecord | undefined {
    if (this.#behaviors.republishedDigest === "new id") return undefined;
    const deleted = record.deleted.newestFirst().find((version) => version.name === name);
    if (deleted) record.restore(deleted, []);
    return deleted;
  }

  #changed(change: WorldChange): void {
    for (const listener of this.#listeners) listener(change);
  }

  #createPackage(owner: string, type: PackageType, name: string, facts: NewPackage): PackageRecord {
    const account = this.account(owner);
    if (!account) throw new Error(`publish ${owner}/${type}/${name}: there is no account ${owner}`);
    const record = createPackageRecord(account, type, name, facts, { id: this.takeId(), now: this.timestamp() });
    this.#directory.add(record);
    return record;
  }

  #createVersion(record: PackageRecord, version: PublishedVersion): VersionRecord {
    const created = createVersionRecord(version, { id: this.takeId(), now: this.timestamp() });
    record.add(created);
    return created;
  }

  #existing(owner: string, type: PackageType, name: string): PackageRecord {
    const record = this.package(owner, type, name);
    if (!record) throw new Error(`there is no active package ${owner}/${type}/${name}`);
    return record;
  }

  #activeVersion(record: PackageRecord, handle: VersionHandle): VersionRecord {
    const version =
      typeof handle === "number"
        ? record.version(handle)
        : (record.versionByName(handle) ?? record.versionByTag(handle));
    if (!version || version.deletedAt !== undefined) {
      throw new Error(`there is no active version ${handle} of ${record.path}`);
    }
    return version;
  }
}

function highestId(seed: Seed): number {
  let highest = 0;
  for (const entry of seed.packages) {
    highest = Math.max(highest, entry.id ?? 0);
    for (const version of entry.versions) highest = Math.max(highest, version.id ?? 0);
  }
  return highest;
}
