import { isSame } from "../../model/canonical";
import { isImageType, type PackageType } from "../../model/package";

/** The name under which orphan referrers go; no rule can have it. */
export const ORPHAN_REFERRERS = "deleteOrphanReferrers";

/** What happens when the rules would leave nothing of a package, or nothing tagged. */
export type OnAllMatched = "keepNewest" | "error" | "deletePackage";

/** What becomes of a policy when one of its packages can't be read. */
export type OnUnreadable = "stop" | "skipPackage";

/** Which of the two instants that GitHub tells ages and newness go by. */
export type Timestamp = "createdAt" | "updatedAt";

/** How `mostRecent` divides what it counts. */
export type GroupBy =
  | { readonly kind: "semverMajor" | "semverMinor" }
  | { readonly kind: "tagPrefixes"; readonly prefixes: readonly string[] }
  | { readonly kind: "tagPrefixUpToLast"; readonly separator: string };

/** The conditions of one rule; every one that is given must hold. Durations are milliseconds. */
export interface Match {
  readonly tagState?: "tagged" | "untagged";
  readonly tags?: readonly string[];
  readonly tagRegex?: string;
  readonly semver?: string;
  readonly prerelease?: boolean;
  readonly versionNames?: readonly string[];
  readonly versionNameRegex?: string;
  readonly olderThan?: number;
  readonly newerThan?: number;
  readonly timestamp: Timestamp;
}

export interface MostRecent {
  readonly count: number;
  readonly groupBy?: GroupBy;
}

export interface Rule {
  readonly name: string;
  readonly action: "keep" | "delete";
  readonly match: Match;
  /** Keep rules only. */
  readonly mostRecent?: MostRecent;
}

/** The part of a policy that decides what goes. Two policies that agree in it never restore anything of each other's. */
export interface DecidingInputs {
  /** In the order of their names, so that the order in the program means nothing. */
  readonly rules: readonly Rule[];
  readonly onAllMatched: OnAllMatched;
  /** Milliseconds. */
  readonly minAge: number;
  readonly deleteOrphanReferrers: boolean;
}

/** The inputs of a RetentionPolicy, parsed and with defaults. Durations are milliseconds, instants milliseconds since the epoch. */
export interface PolicyInputs extends DecidingInputs {
  readonly owner?: string;
  readonly ownerType?: "organization" | "user";
  readonly packageType: PackageType;
  readonly packages: readonly string[];
  readonly excludePackages: readonly string[];
  /** Ids of packages and versions that the program declares. */
  readonly keep?: readonly string[];
  /** References to what is in use, as people write them, with where each was found. */
  readonly inUse?: readonly {
    readonly reference: string;
    readonly foundAt?: string;
    readonly packageType?: PackageType;
  }[];
  readonly restoreInUse: boolean;
  readonly onUnreadable: OnUnreadable;
  readonly maxDeletions: number;
  /** 0 to 100; absent means no limit. */
  readonly maxDeletePercent?: number;
  readonly minRemaining: number;
  readonly restore: boolean;
  readonly maxRestorations: number;
  readonly previewOnly: boolean;
  readonly asOf?: number;
  readonly maxDuration?: number;
  readonly auditLog?: string;
}

/** Whether two policies decide alike. */
export function decidesAlike(a: DecidingInputs, b: DecidingInputs): boolean {
  return isSame(decidingPart(a), decidingPart(b));
}

function decidingPart({ rules, onAllMatched, minAge, deleteOrphanReferrers }: DecidingInputs): DecidingInputs {
  return { rules, onAllMatched, minAge, deleteOrphanReferrers };
}

/** Whether a rule asks about tags. In types without tags, semantic versions are read from names. */
export function asksAboutTags({ match, mostRecent }: Rule): boolean {
  const labels = match.tags ?? match.tagRegex ?? match.semver ?? match.prerelease;
  return match.tagState !== undefined || labels !== undefined || mostRecent?.groupBy !== undefined;
}

/**
 * Whether what becomes of a version depends on nothing but itself, as long as something else stays: no image needs it, and none is counted. What a list
 * lacks then changes nothing of what it has.
 */
export function judgesEachAlone({ packageType, rules, onAllMatched }: PolicyInputs): boolean {
  const counts = rules.some(({ mostRecent }) => mostRecent !== undefined);
  return !isImageType(packageType) && !counts && onAllMatched !== "deletePackage";
}
