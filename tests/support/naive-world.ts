/** What the naive planner takes: policies as users write them, and plain lists of versions. */
export interface NaiveVersion {
  readonly id: number;
  readonly name: string;
  readonly tags?: readonly string[];
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly deletedAt?: string;
}

export interface NaiveManifest {
  readonly digest: string;
  readonly children: readonly { readonly digest: string }[];
  readonly subject?: string;
}

export interface NaiveRule {
  readonly action: "keep" | "delete";
  readonly match?: {
    readonly tagState?: "tagged" | "untagged" | "any";
    readonly tags?: readonly string[];
    readonly versionNames?: readonly string[];
    readonly semver?: string;
    readonly prerelease?: boolean;
    readonly olderThan?: string;
    readonly newerThan?: string;
    readonly timestamp?: "createdAt" | "updatedAt";
  };
  readonly mostRecent?: {
    readonly count: number;
    readonly groupBy?:
      | "semverMajor"
      | "semverMinor"
      | { readonly tagPrefixes: readonly string[] }
      | { readonly tagPrefixUpToLast: string };
  };
}

export interface NaivePolicy {
  readonly packageType: string;
  readonly rules: Readonly<Record<string, NaiveRule>>;
  readonly minAge?: string;
  readonly onAllMatched?: "keepNewest" | "error" | "deletePackage";
  readonly deleteOrphanReferrers?: boolean;
}

export interface NaiveWorld {
  readonly versions: readonly NaiveVersion[];
  readonly deletedVersions?: readonly NaiveVersion[];
  readonly manifests?: ReadonlyMap<string, NaiveManifest>;
  readonly declaredIds?: ReadonlySet<number>;
  readonly usedIds?: ReadonlySet<number>;
  readonly blockedIds?: ReadonlySet<number>;
  readonly unfinished?: ReadonlyMap<number, string>;
}
