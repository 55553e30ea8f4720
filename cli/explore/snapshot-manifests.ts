import type { SnapshotManifest } from "../../explorer/snapshot";
import type { ManifestFacts } from "../../provider/registry/manifests";

/** Numbers in place of the digests of configs and layers, by which they are counted once. 32 random bytes each are more than all the rest together. */
export class ContentNumbers {
  private readonly numbers = new Map<string, number>();

  of(digest: string): string {
    const number = this.numbers.get(digest) ?? this.numbers.size;
    this.numbers.set(digest, number);
    return `#${number}`;
  }
}

export function snapshotManifests(
  facts: readonly ManifestFacts[],
  contents: ContentNumbers,
): ReadonlyMap<string, SnapshotManifest> {
  const own = new Set(facts.map(({ digest }) => digest));
  const contentOf = (digest: string) => (own.has(digest) ? digest : contents.of(digest));
  return new Map(
    facts.map(({ digest, size, kind, children, blobs, subject, artifactType }) => [
      digest,
      {
        size,
        kind,
        children: children.map((child) => ({
          digest: child.digest,
          ...(child.platform !== undefined && { platform: child.platform }),
        })),
        ...(blobs && {
          blobs: blobs.map((blob) => ({
            digest: contentOf(blob.digest),
            ...(blob.size !== undefined && { size: blob.size }),
          })),
        }),
        ...(subject && { subject: subject.digest }),
        ...(artifactType !== undefined && { artifactType }),
      },
    ]),
  );
}
