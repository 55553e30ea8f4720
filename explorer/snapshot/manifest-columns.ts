import type { ColumnReader } from "./column-reader";
import type { ColumnWriter } from "./column-writer";
import type { PackageHeader } from "./header";
import { given, slices, sum } from "./lists";
import type { SnapshotBlob, SnapshotChild, SnapshotManifest, SnapshotPackage } from "./snapshot";

type Kind = SnapshotManifest["kind"];
const KINDS: readonly Kind[] = ["image", "index", "artifact", "schema1"];

export function writeManifests(columns: ColumnWriter, packages: readonly SnapshotPackage[]): void {
  const lists = packages.map(({ manifests }) => [...(manifests ?? [])]);
  for (const { length } of lists) columns.number(length);
  const all = lists.flat();
  columns.names(all.map(([digest]) => digest));
  for (const [, { kind }] of all) columns.number(KINDS.indexOf(kind));
  columns.names(all.map(([, { subject }]) => subject));
  columns.names(all.map(([, { artifactType }]) => artifactType));
  for (const [, { children }] of all) columns.number(children.length);
  const children = all.flatMap(([, { children }]) => children);
  columns.names(children.map(({ digest }) => digest));
  columns.names(children.map(({ platform }) => platform));
  for (const [, { size }] of all) columns.number(size);
  for (const [, { blobs }] of all) columns.number(blobs === undefined ? 0 : blobs.length + 1);
  columns.contents(all.flatMap(([, { blobs }]) => blobs ?? []));
}

/** There may be a hundred thousand without any. */
const NO_CHILDREN: readonly SnapshotChild[] = [];

export function readManifests(
  columns: ColumnReader,
  packages: readonly PackageHeader[],
): Pick<SnapshotPackage, "manifests">[] {
  const lengths = columns.numbers(packages.length);
  const total = sum(lengths);
  const digests = columns.names(total);
  const kinds = columns.numbers(total);
  const [subjects, artifactTypes] = [columns.names(total), columns.names(total)];
  const childCounts = columns.numbers(total);
  const childDigests = columns.names(sum(childCounts));
  const platforms = columns.names(sum(childCounts));
  const children = childDigests.map((digest, place): SnapshotChild => {
    const platform = platforms[place];
    return { digest: given(digest), ...(platform !== undefined && { platform }) };
  });
  const childrenOf = slices(children, childCounts);
  const sizes = columns.numbers(total);
  const blobCounts = columns.numbers(total);
  const lengthsOfBlobs = blobCounts.map((count) => Math.max(0, count - 1));
  const blobsOf = slices(columns.contents(sum(lengthsOfBlobs)), lengthsOfBlobs);
  const all = digests.map((digest, place): readonly [string, SnapshotManifest] => {
    const [subject, artifactType] = [subjects[place], artifactTypes[place]];
    const manifest = {
      kind: given(KINDS[kinds[place] as number]),
      size: sizes[place] as number,
      children: childCounts[place] === 0 ? NO_CHILDREN : (childrenOf[place] as SnapshotChild[]),
      ...(blobCounts[place] !== 0 && { blobs: blobsOf[place] as SnapshotBlob[] }),
      ...(subject !== undefined && { subject }),
      ...(artifactType !== undefined && { artifactType }),
    };
    return [given(digest), manifest];
  });
  const lists = slices(all, lengths);
  return packages.map(({ has }, index) => (has.manifests ? { manifests: new Map(lists[index]) } : {}));
}
