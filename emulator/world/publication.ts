import type { ManifestRecord, PackageType, SeedAccount, SeedRepository, Visibility } from "../seed";
import { PackageRecord } from "./package-record";
import type { VersionRecord } from "./version-list";

export interface PublishedVersion {
  /** A version number, or a container's digest. */
  name: string;
  tags?: readonly string[];
  /** Defaults to the clock's time. */
  createdAt?: string;
  downloads?: number;
  description?: string;
  license?: string;
  manifest?: ManifestRecord;
}

/** For a package that publishing brings into being. */
export interface NewPackage {
  /** "private" when absent. */
  visibility?: Visibility;
  repository?: SeedRepository;
}

/** The id that something new gets, and when it came. */
export interface Origin {
  readonly id: number;
  readonly now: string;
}

export function createPackageRecord(
  account: SeedAccount,
  packageType: PackageType,
  name: string,
  { visibility, repository }: NewPackage,
  { id, now }: Origin,
): PackageRecord {
  const facts = { id, owner: account.login, packageType, name, createdAt: now, ...(repository && { repository }) };
  return new PackageRecord(facts, visibility ?? "private", now);
}

/** The version, its time written as GitHub does, without its tags, which it gets when it is in its package. */
export function createVersionRecord(version: PublishedVersion, { id, now }: Origin): VersionRecord {
  const { tags: _, createdAt, downloads, ...facts } = version;
  const time = createdAt ?? now;
  return { ...facts, id, tags: [], createdAt: time, updatedAt: time, downloads: downloads ?? 0 };
}
