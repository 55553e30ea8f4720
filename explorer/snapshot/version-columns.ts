import type { RetentionVersion } from "../../provider/retention";
import type { ColumnReader } from "./column-reader";
import type { ColumnWriter } from "./column-writer";
import type { PackageHeader } from "./header";
import { given, slices, sum } from "./lists";
import type { SnapshotPackage } from "./snapshot";

export type VersionLists = Pick<SnapshotPackage, "versions" | "deletedVersions">;

export function writeVersions(columns: ColumnWriter, packages: readonly SnapshotPackage[]): void {
  const lists = packages.flatMap(({ versions, deletedVersions }) => [versions, deletedVersions ?? []]);
  for (const { length } of lists) columns.number(length);
  const all = lists.flat();
  columns.differences(all.map(({ id }) => id));
  columns.instants(all.map(({ createdAt }) => createdAt));
  columns.instants(all.map(({ updatedAt }) => updatedAt));
  columns.instants(all.map(({ deletedAt }) => deletedAt));
  columns.names(all.map(({ name }) => name));
  for (const { tags } of all) columns.number(tags === undefined ? 0 : tags.length + 1);
  columns.names(all.flatMap(({ tags }) => tags ?? []));
}

export function readVersions(columns: ColumnReader, packages: readonly PackageHeader[]): VersionLists[] {
  const lengths = columns.numbers(2 * packages.length);
  const total = sum(lengths);
  const ids = columns.differences(total);
  const [createdAt, updatedAt, deletedAt] = [columns.instants(total), columns.instants(total), columns.instants(total)];
  const names = columns.names(total);
  const tagCounts = columns.numbers(total);
  const tags = columns.names(sum(tagCounts.map((count) => Math.max(0, count - 1))));
  let tagPlace = 0;
  const all = ids.map((id, place): RetentionVersion => {
    const count = tagCounts[place] as number;
    const its = count === 0 ? undefined : tags.slice(tagPlace, tagPlace + count - 1).map(given);
    tagPlace += its?.length ?? 0;
    const deleted = deletedAt[place];
    return {
      id,
      name: given(names[place]),
      createdAt: given(createdAt[place]),
      updatedAt: given(updatedAt[place]),
      ...(its && { tags: its }),
      ...(deleted !== undefined && { deletedAt: deleted }),
    };
  });
  const lists = slices(all, lengths);
  return packages.map(({ has }, index) => ({
    versions: lists[2 * index] as RetentionVersion[],
    ...(has.deletedVersions && { deletedVersions: lists[2 * index + 1] as RetentionVersion[] }),
  }));
}
