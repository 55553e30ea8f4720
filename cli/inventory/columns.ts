import { packageResult } from "../../provider/functions/package-result";
import { versionResult } from "../../provider/functions/version-result";
import { formatBytes, formatSize, type Size } from "../../provider/sizes";
import type { CollectedVersion } from "../collect";
import type { SizedPackage } from "./package-sizes";

/** A column of the table and the CSV file; JSON has every field, under the names that functions give them. */
export interface Column<Row> {
  readonly title: string;
  readonly text: (row: Row) => string;
  /** In a terminal that is too narrow, columns with a higher number go first. */
  readonly rank: number;
  /** There, an instant comes down to its day. */
  readonly isInstant?: boolean;
  /** There, cells may be cut to this width; others are of use only as a whole. */
  readonly least?: number;
}

export interface VersionRow {
  readonly of: SizedPackage;
  readonly version: CollectedVersion;
}

export const PACKAGE_COLUMNS: ReadonlyArray<Column<SizedPackage>> = [
  { title: "owner", rank: 6, least: 8, text: ({ owner }) => owner.login },
  { title: "type", rank: 2, text: ({ facts }) => facts.packageType },
  { title: "name", rank: 1, least: 16, text: ({ facts }) => facts.name },
  { title: "id", rank: 9, text: ({ facts }) => String(facts.id) },
  { title: "visibility", rank: 5, text: ({ facts }) => facts.visibility },
  { title: "versions", rank: 3, text: ({ facts }) => String(facts.versionCount) },
  { title: "repository", rank: 7, least: 16, text: ({ facts }) => facts.repository?.fullName ?? "" },
  { title: "created", rank: 8, isInstant: true, text: ({ facts }) => facts.createdAt },
  { title: "updated", rank: 4, isInstant: true, text: ({ facts }) => facts.updatedAt },
  { title: "page", rank: 10, text: ({ facts }) => facts.htmlUrl },
];

export const VERSION_COLUMNS: ReadonlyArray<Column<VersionRow>> = [
  { title: "owner", rank: 10, least: 8, text: ({ of }) => of.owner.login },
  { title: "type", rank: 9, text: ({ of }) => of.facts.packageType },
  { title: "package", rank: 1, least: 12, text: ({ of }) => of.facts.name },
  { title: "id", rank: 5, text: ({ version }) => String(version.facts.id) },
  { title: "version", rank: 2, least: 19, text: ({ version }) => version.facts.name },
  { title: "tags", rank: 3, least: 12, text: ({ version }) => [...(version.facts.tags ?? [])].sort().join(" ") },
  { title: "state", rank: 6, text: ({ version }) => version.state },
  { title: "created", rank: 4, isInstant: true, text: ({ version }) => version.facts.createdAt },
  { title: "updated", rank: 8, isInstant: true, text: ({ version }) => version.facts.updatedAt },
  { title: "deleted", rank: 7, isInstant: true, text: ({ version }) => version.facts.deletedAt ?? "" },
  { title: "license", rank: 12, least: 8, text: ({ version }) => version.facts.license ?? "" },
  { title: "description", rank: 11, least: 12, text: ({ version }) => version.facts.description ?? "" },
  { title: "page", rank: 13, text: ({ version }) => version.facts.htmlUrl ?? "" },
];

/** A table is for eyes; a file has plain numbers. */
export const PACKAGE_SIZE_COLUMNS: Readonly<Record<"table" | "csv", ReadonlyArray<Column<SizedPackage>>>> = {
  table: [{ title: "size", rank: 3, text: ({ size }) => (size ? formatSize(size) : "") }],
  csv: [
    { title: "bytes", rank: 3, text: ({ size }) => (size ? String(size.bytes) : "") },
    { title: "unknown sizes", rank: 3, text: ({ size }) => (size ? String(size.unknown) : "") },
  ],
};

export const VERSION_SIZE_COLUMNS: Readonly<Record<"table" | "csv", ReadonlyArray<Column<VersionRow>>>> = {
  table: [
    { title: "size", rank: 4, text: (row) => knownBytes(ownSize(row), formatBytes) },
    { title: "image", rank: 4, text: (row) => knownBytes(imageSize(row), formatBytes) },
  ],
  csv: [
    { title: "bytes", rank: 4, text: (row) => knownBytes(ownSize(row), String) },
    { title: "image bytes", rank: 4, text: (row) => knownBytes(imageSize(row), String) },
  ],
};

function ownSize({ of, version }: VersionRow): Size | undefined {
  return of.sizes?.of([version.facts.name]);
}

function imageSize({ of, version }: VersionRow): Size | undefined {
  return of.sizes?.ofImage(version.facts.name);
}

function knownBytes(size: Size | undefined, format: (bytes: number) => string): string {
  return size?.unknown === 0 ? format(size.bytes) : "";
}

/** A package with every field; with its versions and sizes, where they are asked for. */
export function packageObject({ owner, facts, versions, sizes, size }: SizedPackage, withVersions: boolean): object {
  const ref = { owner, packageType: facts.packageType, name: facts.name };
  const told = withVersions ? versions : undefined;
  return {
    ...packageResult(owner, facts),
    ...(size && { sizeBytes: size.bytes, unknownSizes: size.unknown }),
    ...(told && { versions: told.map((version) => versionResult(ref, version.facts, version.state, sizes)) }),
  };
}
