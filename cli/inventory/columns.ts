import { packageResult } from "../../provider/functions/package-result";
import { versionResult } from "../../provider/functions/version-result";
import type { CollectedPackage, CollectedVersion } from "../collect";

/** A column of the table and the CSV file; JSON has every field, under the names that functions give them. */
export interface Column<Row> {
  readonly title: string;
  readonly text: (row: Row) => string;
}

export interface VersionRow {
  readonly of: CollectedPackage;
  readonly version: CollectedVersion;
}

export const PACKAGE_COLUMNS: ReadonlyArray<Column<CollectedPackage>> = [
  { title: "owner", text: ({ owner }) => owner.login },
  { title: "type", text: ({ facts }) => facts.packageType },
  { title: "name", text: ({ facts }) => facts.name },
  { title: "id", text: ({ facts }) => String(facts.id) },
  { title: "visibility", text: ({ facts }) => facts.visibility },
  { title: "versions", text: ({ facts }) => String(facts.versionCount) },
  { title: "repository", text: ({ facts }) => facts.repository?.fullName ?? "" },
  { title: "created", text: ({ facts }) => facts.createdAt },
  { title: "updated", text: ({ facts }) => facts.updatedAt },
  { title: "page", text: ({ facts }) => facts.htmlUrl },
];

export const VERSION_COLUMNS: ReadonlyArray<Column<VersionRow>> = [
  { title: "owner", text: ({ of }) => of.owner.login },
  { title: "type", text: ({ of }) => of.facts.packageType },
  { title: "package", text: ({ of }) => of.facts.name },
  { title: "id", text: ({ version }) => String(version.facts.id) },
  { title: "version", text: ({ version }) => version.facts.name },
  { title: "tags", text: ({ version }) => [...(version.facts.tags ?? [])].sort().join(" ") },
  { title: "state", text: ({ version }) => version.state },
  { title: "created", text: ({ version }) => version.facts.createdAt },
  { title: "updated", text: ({ version }) => version.facts.updatedAt },
  { title: "deleted", text: ({ version }) => version.facts.deletedAt ?? "" },
  { title: "license", text: ({ version }) => version.facts.license ?? "" },
  { title: "description", text: ({ version }) => version.facts.description ?? "" },
  { title: "page", text: ({ version }) => version.facts.htmlUrl ?? "" },
];

/** A package with every field; with its versions, where they were read. */
export function packageObject({ owner, facts, versions }: CollectedPackage): object {
  const ref = { owner, packageType: facts.packageType, name: facts.name };
  return {
    ...packageResult(owner, facts),
    ...(versions && { versions: versions.map((version) => versionResult(ref, version.facts, version.state)) }),
  };
}
