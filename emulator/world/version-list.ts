import type { ManifestRecord } from "../seed";

/** One version of one package. Only PackageRecord changes it. */
export interface VersionRecord {
  readonly id: number;
  readonly name: string;
  tags: string[];
  readonly createdAt: string;
  updatedAt: string;
  deletedAt?: string;
  downloads: number;
  readonly description?: string;
  readonly license?: string;
  readonly manifest?: ManifestRecord;
}

/** What a page of a listing is cut from. */
export interface VersionPages {
  readonly length: number;
  /** `count` versions from `offset`, newest first. */
  page(offset: number, count: number): VersionRecord[];
}

/** Newest created first; several versions may be created in one second, so the id decides (actions/delete-package-versions#97). */
export function compareNewestFirst(a: VersionRecord, b: VersionRecord): number {
  if (a.createdAt !== b.createdAt) return a.createdAt < b.createdAt ? 1 : -1;
  return b.id - a.id;
}

/** Versions in order of creation. Publishing appends and a page is a slice, so neither depends on how many there are. */
export class VersionList implements VersionPages {
  #oldestFirst: VersionRecord[] = [];

  get length(): number {
    return this.#oldestFirst.length;
  }

  page(offset: number, count: number): VersionRecord[] {
    const end = Math.max(0, this.#oldestFirst.length - offset);
    return this.#oldestFirst.slice(Math.max(0, end - count), end).reverse();
  }

  newestFirst(): VersionRecord[] {
    return this.page(0, this.length);
  }

  add(version: VersionRecord): void {
    const last = this.#oldestFirst.at(-1);
    if (!last || compareNewestFirst(version, last) < 0) this.#oldestFirst.push(version);
    else this.#oldestFirst.splice(this.#position(version), 0, version);
  }

  remove(version: VersionRecord): void {
    const index = this.#position(version);
    if (this.#oldestFirst[index]?.id === version.id) this.#oldestFirst.splice(index, 1);
  }

  [Symbol.iterator](): IterableIterator<VersionRecord> {
    return this.#oldestFirst[Symbol.iterator]();
  }

  /** The first index whose version isn't older than `version`. */
  #position(version: VersionRecord): number {
    let low = 0;
    let high = this.#oldestFirst.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const other = this.#oldestFirst[middle];
      if (other && compareNewestFirst(version, other) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
