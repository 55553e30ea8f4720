import { type ByPackage, ofPackage, setOfPackage } from "../by-package";
import type { Role } from "../evaluation";

/** One version that the plan deletes. */
export interface PlannedDeletion {
  /** `package/versionId`. */
  readonly key: string;
  readonly package: string;
  readonly versionId: number;
  /** The version's name: for images, the digest. */
  readonly name: string;
  /** All tags, digest tags too, in alphabetical order. */
  readonly tags: readonly string[];
  readonly createdAt: string;
  /** The delete rule that it carries. */
  readonly rule: string;
  readonly role: Role;
  /** The version id of the image that it goes with, when it does not go by itself. */
  readonly with: number | undefined;
  /**
   * Version ids of the indexes that list it and of what it is attached to. The plan deletes all of them. When one of them stays after all (it changed, or
   * GitHub refused), this must stay too.
   */
  readonly neededBy: readonly number[];
  /** One line for the preview. Nothing in it changes by itself. */
  readonly text: string;
}

/** One version that the plan brings back. */
export interface PlannedRestoration {
  readonly key: string;
  readonly package: string;
  readonly versionId: number;
  readonly name: string;
  readonly tags: readonly string[];
  readonly createdAt: string;
  /** The rule of the old policy that deleted it. Undefined for what comes back only because an image needs it. */
  readonly deletedBy: string | undefined;
  /** Whether its manifest is not remembered. Once it is back, what it lists has to be looked up and restored too. */
  readonly needsLookup: boolean;
  readonly text: string;
}

/** A package that the plan deletes as a whole (`onAllMatched: "deletePackage"`). Each of its versions is an entry as well. */
export interface PlannedPackageDeletion {
  readonly package: string;
  readonly versionIds: readonly number[];
  readonly text: string;
}

/** Package → version id → line. */
export type BoundEntries = ByPackage<Readonly<Record<string, string>>>;

/** What `check` binds to the resource's inputs. What there is none of is absent. */
export interface BoundPlan {
  readonly delete?: BoundEntries;
  readonly restore?: BoundEntries;
  /** Package → line. */
  readonly deletePackages?: ByPackage<string>;
}

/** `api/4711`. Names of packages have slashes themselves. The id stands after the last one. */
export function entryKey(packageName: string, versionId: number): string {
  return `${packageName}/${versionId}`;
}

interface Bindable {
  readonly deletions: readonly PlannedDeletion[];
  readonly restorations: readonly PlannedRestoration[];
  readonly packageDeletions: readonly PlannedPackageDeletion[];
}

export function bindPlan(plan: Bindable): BoundPlan {
  const { deletions, restorations, packageDeletions } = plan;
  return {
    ...(deletions.length === 0 ? {} : { delete: byPackage(deletions) }),
    ...(restorations.length === 0 ? {} : { restore: byPackage(restorations) }),
    ...(packageDeletions.length === 0
      ? {}
      : { deletePackages: Object.fromEntries(packageDeletions.map((entry) => [entry.package, entry.text])) }),
  };
}

function byPackage(
  entries: readonly { readonly package: string; readonly versionId: number; readonly text: string }[],
): Record<string, Record<string, string>> {
  const bound: Record<string, Record<string, string>> = {};
  for (const entry of entries) {
    const lines = ofPackage(bound, entry.package) ?? {};
    lines[entry.versionId] = entry.text;
    setOfPackage(bound, entry.package, lines);
  }
  return bound;
}
