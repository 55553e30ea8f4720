import type { Seed, SeedAccount, SeedPackage, SeedToken, SeedVersion } from "../seed";
import { normalizeTime } from "./clock";
import { PackageRecord } from "./package-record";
import type { VersionRecord } from "./version-list";

/** What a seed is loaded into. */
interface SeedTarget {
  account(login: string): SeedAccount | undefined;
  /** An id nothing else has. */
  takeId(): number;
}

/** What a snapshot is taken of. */
interface Snapshotted {
  accounts(): SeedAccount[];
  tokens(): SeedToken[];
  allPackages(): PackageRecord[];
  readonly nextId: number;
  readonly clockOffset: number;
}

/** The packages of a seed. Ids are given, in the seed's order, to what has none. */
export function loadSeed(seed: Seed, world: SeedTarget): PackageRecord[] {
  return seed.packages.map((entry) => {
    const account = world.account(entry.owner);
    if (!account)
      throw new Error(`read a seed: the package ${entry.name} belongs to ${entry.owner}, which is no account`);
    const { id, visibility, updatedAt, deletedAt, versions, ...facts } = entry;
    const record = new PackageRecord(
      { ...facts, id: id ?? world.takeId(), owner: account.login, createdAt: normalizeTime(entry.createdAt) },
      visibility,
      normalizeTime(updatedAt ?? latestTime(entry)),
      deletedAt === undefined ? undefined : normalizeTime(deletedAt),
    );
    for (const version of versions) record.add(loadVersion(version, world));
    return record;
  });
}

function loadVersion(version: SeedVersion, world: SeedTarget): VersionRecord {
  const { id, tags, createdAt, updatedAt, deletedAt, downloads, ...facts } = version;
  const created = normalizeTime(createdAt);
  return {
    ...facts,
    id: id ?? world.takeId(),
    tags: [...(tags ?? [])],
    createdAt: created,
    updatedAt: updatedAt === undefined ? created : normalizeTime(updatedAt),
    ...(deletedAt !== undefined && { deletedAt: normalizeTime(deletedAt) }),
    downloads: downloads ?? 0,
  };
}

function latestTime(entry: SeedPackage): string {
  let latest = normalizeTime(entry.createdAt);
  for (const version of entry.versions) {
    const time = normalizeTime(version.updatedAt ?? version.createdAt);
    if (time > latest) latest = time;
  }
  return latest;
}

/** The world as a seed: accounts, tokens, packages and versions each in an order of their own, whatever happened to them. */
export function takeSnapshot(world: Snapshotted): Seed {
  const offset = world.clockOffset;
  return {
    accounts: world.accounts().sort((a, b) => a.id - b.id),
    tokens: world.tokens().sort((a, b) => (a.token < b.token ? -1 : 1)),
    packages: world.allPackages().map(snapshotPackage),
    nextId: world.nextId,
    ...(offset !== 0 && { clockOffsetMs: offset }),
  };
}

function snapshotPackage(record: PackageRecord): SeedPackage {
  const { facts } = record;
  return {
    id: facts.id,
    owner: facts.owner,
    packageType: facts.packageType,
    name: facts.name,
    visibility: record.visibility,
    ...(facts.repository && { repository: facts.repository }),
    createdAt: facts.createdAt,
    updatedAt: record.updatedAt,
    ...(record.deletedAt !== undefined && { deletedAt: record.deletedAt }),
    ...(facts.dockerMigrationConflict && { dockerMigrationConflict: true }),
    versions: [...record.active, ...record.deleted].sort((a, b) => a.id - b.id).map(snapshotVersion),
  };
}

function snapshotVersion(version: VersionRecord): SeedVersion {
  return {
    id: version.id,
    name: version.name,
    ...(version.tags.length > 0 && { tags: version.tags }),
    createdAt: version.createdAt,
    updatedAt: version.updatedAt,
    ...(version.deletedAt !== undefined && { deletedAt: version.deletedAt }),
    ...(version.downloads > 0 && { downloads: version.downloads }),
    ...(version.description !== undefined && { description: version.description }),
    ...(version.license !== undefined && { license: version.license }),
    ...(version.manifest && { manifest: version.manifest }),
  };
}
