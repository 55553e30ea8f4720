/** What a registry keeps under its digest: once, however many need it. */
export interface StoredContent {
  readonly digest: string;
  /** Bytes as they are stored, mostly compressed. Absent when the manifest does not say, or says what can't be. */
  readonly size?: number;
}

/** What the versions of a container package are made of. The key that it is kept under is its digest. */
export interface ManifestContent {
  /** Bytes of the manifest itself. */
  readonly size: number;
  /** What it needs beside other manifests: its config, its layers. Absent when it does not say what these are. */
  readonly blobs?: readonly StoredContent[];
  /** The manifests that an index lists. */
  readonly children: readonly { readonly digest: string }[];
}

export interface Size {
  /** Of all that is known, each content once. */
  readonly bytes: number;
  /** How many versions have something of unknown size, which is not among the bytes. */
  readonly unknown: number;
}

export interface Freed extends Size {
  /** A version that stays is not known, and may need what is counted here. */
  readonly isAtMost: boolean;
}

/** What several packages free, each counted by itself. */
export function sumFreed(all: Iterable<Freed>): Freed {
  const sum = { bytes: 0, unknown: 0, isAtMost: false };
  for (const { bytes, unknown, isAtMost } of all) {
    sum.bytes += bytes;
    sum.unknown += unknown;
    sum.isAtMost ||= isAtMost;
  }
  return sum;
}

/**
 * What is made of more than this is no image: Docker takes 127 layers, of some ten platforms. Its size is unknown, so that nobody can make counting take for
 * ever.
 */
const MOST_CONTENTS_OF_IMAGE = 5_000;

/** No manifest tells the size, or two tell different ones. */
const UNKNOWN = -1;

/** What one version needs beside other versions, by place in the list of all sizes. */
interface Needs {
  readonly places: readonly number[];
  readonly isComplete: boolean;
}

/** The sizes of the versions of one package. Versions are named by their digests. */
export class Sizes {
  private readonly versions: ReadonlySet<string>;
  private readonly needs = new Map<string, Needs>();
  private readonly sizes: number[] = [];
  /** In which counting a content was counted last. */
  private readonly counted: Uint32Array;
  private counting = 0;

  /** @param manifests of the versions, as far as they could be read. */
  constructor(
    versions: Iterable<string>,
    private readonly manifests: ReadonlyMap<string, ManifestContent>,
  ) {
    this.versions = new Set(versions);
    const places = new Map<string, number>();
    const placeOf = (digest: string): number => {
      const place = places.get(digest) ?? places.size;
      if (place === places.size) {
        places.set(digest, place);
        this.sizes.push(UNKNOWN);
      }
      return place;
    };
    // A manifest was measured: what another one says of its size does not count.
    for (const [digest, { size }] of manifests) this.sizes[placeOf(digest)] = size;
    const measured = places.size;
    const contradicted = new Set<number>();
    const placeOfBlob = ({ digest, size }: StoredContent): number => {
      const place = placeOf(digest);
      if (place < measured || size === undefined) return place;
      const told = this.sizes[place];
      if (told !== UNKNOWN && told !== size) contradicted.add(place);
      this.sizes[place] = size;
      return place;
    };
    for (const [digest, { blobs }] of manifests) {
      const needed = [placeOf(digest), ...(blobs ?? []).map(placeOfBlob)];
      this.needs.set(digest, { places: needed, isComplete: blobs !== undefined });
    }
    for (const place of contradicted) this.sizes[place] = UNKNOWN;
    this.counted = new Uint32Array(this.sizes.length);
  }

  /** Of these versions together: one of them, or all of the package. */
  of(digests: Iterable<string>): Size {
    this.counting += 1;
    return this.count(new Set(digests));
  }

  /** Of an image with all that it lists, as far as that is there. */
  ofImage(digest: string): Size {
    const parts = new Set([digest]);
    let contents = 0;
    for (const part of parts) {
      contents += this.needs.get(part)?.places.length ?? 1;
      for (const { digest: listed } of this.manifests.get(part)?.children ?? []) {
        if (this.versions.has(listed)) parts.add(listed);
        if (contents + parts.size > MOST_CONTENTS_OF_IMAGE) return { bytes: 0, unknown: 1 };
      }
    }
    return this.of(parts);
  }

  /** What nothing needs any more when the versions of `going` are gone, and the others are there. */
  freed(going: Iterable<string>): Freed {
    this.counting += 1;
    const goes = new Set(going);
    let isAtMost = false;
    for (const digest of this.versions) {
      if (goes.has(digest)) continue;
      const { places = [], isComplete = false } = this.needs.get(digest) ?? {};
      if (!isComplete) isAtMost = true;
      for (const place of places) this.counted[place] = this.counting;
    }
    return { ...this.count(goes), isAtMost };
  }

  private count(digests: ReadonlySet<string>): Size {
    let bytes = 0;
    let unknown = 0;
    for (const digest of digests) {
      const { places = [], isComplete = false } = this.needs.get(digest) ?? {};
      let isKnown = isComplete;
      for (const place of places) {
        if (this.counted[place] === this.counting) continue;
        const size = this.sizes[place] as number;
        if (size === UNKNOWN) {
          isKnown = false;
          continue;
        }
        bytes += size;
        this.counted[place] = this.counting;
      }
      if (!isKnown) unknown += 1;
    }
    return Number.isSafeInteger(bytes) ? { bytes, unknown } : { bytes: 0, unknown: digests.size };
  }
}
