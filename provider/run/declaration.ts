import type { VersionSelector } from "../model/version-selector";

/** A version that the program declares, and GitHub's numbers of what its selector was found to mean so far. */
export interface DeclaredVersion {
  readonly handle: VersionSelector;
  readonly liveIds: ReadonlySet<number>;
}

/** One thing that the program of this run declares. `package` is the canonical package id; `liveId` GitHub's number of what it was found to mean. */
export type Declaration =
  | { readonly type: "package"; readonly package: string; readonly liveId?: number }
  | { readonly type: "version"; readonly package: string; readonly handle: VersionSelector; readonly liveId?: number };
