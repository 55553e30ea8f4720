import type { EntriesByPackage } from "./runs";

/** What applying a run has done, and could not do. All by package name and version id. */
export interface Outcome {
  /** The lines of what was deleted. */
  readonly deleted: EntriesByPackage;
  readonly restored: EntriesByPackage;
  readonly deletedPackages: Record<string, string>;
  /** Refused by GitHub for good, with what stays because of it: why. */
  readonly blocked: EntriesByPackage;
  /** Shown and not reached: by which rule it was to go. */
  readonly unfinished: EntriesByPackage;
}

export function emptyOutcome(): Outcome {
  return { deleted: {}, restored: {}, deletedPackages: {}, blocked: {}, unfinished: {} };
}

export function note(entries: EntriesByPackage, packageName: string, versionId: number, text: string): void {
  const versions = entries[packageName] ?? {};
  versions[versionId] = text;
  entries[packageName] = versions;
}

export function count(entries: EntriesByPackage): number {
  return Object.values(entries).reduce((sum, versions) => sum + Object.keys(versions).length, 0);
}
