import { type Freed, formatFreed, formatSize, type Size, sumFreed } from "../../../sizes";

/** What a plan frees of a package, and how much there is. */
export interface FreedOfPackage {
  readonly freed: Freed;
  readonly size: Size;
}

/** By the package's name; of packages whose sizes are not known there is nothing. */
export type FreedByPackage = ReadonlyMap<string, FreedOfPackage>;

/** `. That frees 3.1 GB of 12 GB`; empty where nobody knows. */
export function freedOf({ freed, size }: Partial<FreedOfPackage> = {}): string {
  return freed && size ? `. That frees ${formatFreed(freed)} of ${formatSize(size)}` : "";
}

/** `, which frees 3.1 GB`; empty where nobody knows. */
export function freedTogether(all: FreedByPackage): string {
  return all.size === 0 ? "" : `, which frees ${formatFreed(sumFreed([...all.values()].map(({ freed }) => freed)))}`;
}
