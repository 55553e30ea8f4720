import { PACKAGE_TYPES } from "../../provider/model/package";
import type { Snapshot, SnapshotPackage } from "./snapshot";

/** What there is little of is JSON. Texts and digests are in the order in which the columns name them first. */
export interface Header extends Omit<Snapshot, "packages"> {
  readonly packages: readonly PackageHeader[];
  readonly texts: readonly string[];
  readonly digests: number;
}

/** What a package is besides its columns, with its maps and sets as lists. */
export interface PackageHeader extends Omit<SnapshotPackage, Columns | Collections> {
  readonly has: { readonly deletedVersions: boolean; readonly manifests: boolean };
  readonly inUse?: readonly (readonly [number, string])[];
  readonly blocked?: readonly number[];
  readonly orphanedParts?: readonly (readonly [number, string])[];
  readonly deletedByUnappliedRules?: readonly (readonly [number, string])[];
}
type Columns = "versions" | "deletedVersions" | "manifests";
type Collections = "inUse" | "blocked" | "orphanedParts" | "deletedByUnappliedRules";

export function packageHeader({
  versions: _,
  deletedVersions,
  manifests,
  inUse,
  blocked,
  orphanedParts,
  deletedByUnappliedRules,
  ...rest
}: SnapshotPackage): PackageHeader {
  return {
    ...rest,
    has: { deletedVersions: deletedVersions !== undefined, manifests: manifests !== undefined },
    ...(inUse && { inUse: [...inUse] }),
    ...(blocked && { blocked: [...blocked] }),
    ...(orphanedParts && { orphanedParts: [...orphanedParts] }),
    ...(deletedByUnappliedRules && { deletedByUnappliedRules: [...deletedByUnappliedRules] }),
  };
}

export function packageOf({
  has: _,
  inUse,
  blocked,
  orphanedParts,
  deletedByUnappliedRules,
  ...rest
}: PackageHeader): Omit<SnapshotPackage, Columns> {
  return {
    ...rest,
    ...(inUse && { inUse: new Map(inUse) }),
    ...(blocked && { blocked: new Set(blocked) }),
    ...(orphanedParts && { orphanedParts: new Map(orphanedParts) }),
    ...(deletedByUnappliedRules && { deletedByUnappliedRules: new Map(deletedByUnappliedRules) }),
  };
}

/** @throws for what is none: a page may have its data from anybody. */
export function readHeader(bytes: Uint8Array): Header {
  const header = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes)) as Header;
  const { takenAt, server, owner, packages, policies, missing, texts, digests } = header;
  const isHeader =
    Number.isFinite(takenAt) &&
    Number.isSafeInteger(digests) &&
    digests >= 0 &&
    [server, owner, ...missing, ...texts].every(isText) &&
    packages.every(
      ({ name, packageType, has }) => isText(name) && PACKAGE_TYPES.includes(packageType) && has !== undefined,
    ) &&
    policies.every(({ name, inputs }) => isText(name) && typeof inputs === "object" && inputs !== null);
  if (!isHeader) throw new TypeError("the header is none");
  return header;
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}
