import { packageResult } from "../../provider/functions/package-result";
import { versionResult } from "../../provider/functions/version-result";
import type { CollectedPackage, CollectedVersion } from "../collect";

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
  readonly of: CollectedPackage;
  readonly version: CollectedVersion;
}

export const PACKAGE_COLUMNS: ReadonlyArray<Column<CollectedPackage>> = [
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

/** A package with every field; with its versions, where they were read. */
export function packageObject({ owner, facts, versions }: CollectedPackage): object {
  const ref = { owner, packageType: facts.packageType, name: facts.name };
  return {
    ...packageResult(owner, facts),
    ...(versions && { versions: versions.map((version) => versionResult(ref, version.facts, version.state)) }),
  };
}
