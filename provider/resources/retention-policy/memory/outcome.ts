import { ofPackage, parseDeletionText, setOfPackage } from "../../../retention";

/** Package name → version id → line. */
export type EntriesByPackage = Record<string, Record<string, string>>;

/** What applying a run has done, and could not do. All by package name and version id. */
export interface Outcome {
  /** The lines of what was deleted. */
  readonly deleted: EntriesByPackage;
  readonly restored: EntriesByPackage;
  readonly deletedPackages: Record<string, string>;
  /** Refused by GitHub for good, with what stays because of it: why. */
  readonly blocked: EntriesByPackage;
  /** Parts of images that are gone, which the run did not come to: by which rule they were to go. */
  readonly unfinished: EntriesByPackage;
  /** What runs that stopped deleted by rules that have not come into effect: by which rule. */
  readonly overruled: EntriesByPackage;
}

export function emptyOutcome(): Outcome {
  return { deleted: {}, restored: {}, deletedPackages: {}, blocked: {}, unfinished: {}, overruled: {} };
}

export function note(entries: EntriesByPackage, packageName: string, versionId: number, text: string): void {
  const versions = ofPackage(entries, packageName) ?? {};
  versions[versionId] = text;
  setOfPackage(entries, packageName, versions);
}

export function count(entries: EntriesByPackage): number {
  return Object.values(entries).reduce((sum, versions) => sum + Object.keys(versions).length, 0);
}

/** By which rule each went, told from its line. */
export function rulesOf(deleted: EntriesByPackage): EntriesByPackage {
  const rules: EntriesByPackage = {};
  for (const [name, lines] of Object.entries(deleted)) {
    for (const [id, line] of Object.entries(lines)) note(rules, name, Number(id), parseDeletionText(line)?.rule ?? "");
  }
  return rules;
}

export function filterEntries(
  entries: EntriesByPackage,
  isKept: (packageName: string, versionId: number) => boolean,
): EntriesByPackage {
  const kept: EntriesByPackage = {};
  for (const [name, versions] of Object.entries(entries)) {
    for (const [id, text] of Object.entries(versions)) {
      if (isKept(name, Number(id))) note(kept, name, Number(id), text);
    }
  }
  return kept;
}

/** Both; of what both have, the second's. */
export function mergeEntries(one: EntriesByPackage = {}, other: EntriesByPackage = {}): EntriesByPackage {
  const names = new Set([...Object.keys(one), ...Object.keys(other)]);
  return Object.fromEntries([...names].map((name) => [name, { ...ofPackage(one, name), ...ofPackage(other, name) }]));
}
