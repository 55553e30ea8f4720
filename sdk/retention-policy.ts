import * as pulumi from "@pulumi/pulumi";
import { assertUsable } from "./assert-usable";
import { declaredByProgram, identifyPolicy } from "./declarations";
import { providerCode, resourceType, withPluginAlias } from "./provider-code";
import type { OwnerType, PackageType, TagState } from "./types";
import { undefinedInputs } from "./undefined-inputs";

/** By the major version, or by the major and minor version. */
type RetentionSemverGroup = "semverMajor" | "semverMinor";

/** How `mostRecent` divides what it counts: by the major or minor version, or by what a tag begins with. */
export type RetentionGroupBy = RetentionSemverGroup | { tagPrefixes: string[] } | { tagPrefixUpToLast: string };

/**
 * Which versions a rule is about. Every field that is given must hold. A list holds when one of its entries does. A delete rule's fields about tags
 * must hold for **every** tag of a version, a keep rule's for **one**.
 */
export interface RetentionMatch {
  /** Whether the version has tags. Digest tags (`sha256-….sig`) don't count. */
  tagState?: pulumi.Input<TagState>;
  /** Globs for tags: `*`, `?`, `[…]`, `{a,b}`. */
  tags?: pulumi.Input<pulumi.Input<string>[]>;
  /** A regular expression (RE2) for a whole tag. */
  tagRegex?: pulumi.Input<string>;
  /**
   * A range of semantic versions (https://github.com/npm/node-semver#ranges) for tags, or for names where the type has no tags. The range holds for
   * releases only. A range that names a prerelease needs `prerelease: true`.
   */
  semver?: pulumi.Input<string>;
  /** `true`: prereleases only; `false`: releases only. */
  prerelease?: pulumi.Input<boolean>;
  /** Globs for the names of versions. A container's name is its digest. */
  versionNames?: pulumi.Input<pulumi.Input<string>[]>;
  /** A regular expression (RE2) for a version's whole name. */
  versionNameRegex?: pulumi.Input<string>;
  /** A duration, `"14d"` or `"P14D"`: created longer ago than this. */
  olderThan?: pulumi.Input<string>;
  /** A duration: created not longer ago than this. */
  newerThan?: pulumi.Input<string>;
  /** By which instant `olderThan`, `newerThan` and `mostRecent` go. Default: `createdAt`. */
  timestamp?: pulumi.Input<"createdAt" | "updatedAt">;
}

/** What `mostRecent` counts. */
export interface RetentionMostRecent {
  /** So many are kept, in each group if there are groups. */
  count: pulumi.Input<number>;
  /** Counts in each group separately. */
  groupBy?: pulumi.Input<RetentionGroupBy>;
}

/** A rule that deletes what it matches, unless a keep rule says otherwise. */
export interface RetentionDeleteRule {
  action: "delete";
  /** At least one field besides `timestamp` must be given, so that a forgotten field does not delete everything. */
  match: pulumi.Input<RetentionMatch>;
  /** Only keep rules have this. "All but the newest 10" is a keep rule beside a delete rule. */
  mostRecent?: never;
}

/** A rule that keeps what it matches. With `mostRecent`, it keeps the newest of that. */
export type RetentionKeepRule = {
  action: "keep";
} & (
  | { match: pulumi.Input<RetentionMatch>; mostRecent?: pulumi.Input<RetentionMostRecent> }
  | {
      match?: pulumi.Input<RetentionMatch>;
      /** Keeps the newest `count` of what matches, in each group if there are groups. Parts and signatures of images take no slot. */
      mostRecent: pulumi.Input<RetentionMostRecent>;
    }
);

/**
 * One rule. Rules have no order and no priority. Keep overrides delete. What no rule matches stays. A property that is given as `undefined` is a
 * mistake, because a rule without it could delete more than is meant.
 */
export type RetentionRule = RetentionDeleteRule | RetentionKeepRule;

/** A reference to a version, with where it was found. */
export interface InUseReference {
  /** As whoever uses the version writes it: `ghcr.io/acme/api:v1.4.2`. */
  reference: pulumi.Input<string>;
  /** Where it is used. The plan shows it: `deploy/api.yaml:12`. */
  foundAt?: pulumi.Input<string>;
  /** Which registry it is of. Default: it is read as a reference of the policy's own type. */
  packageType?: pulumi.Input<PackageType>;
}

/** What a retention policy says. The semantics, with examples, are in docs/retention.md. */
export interface RetentionPolicyArgs {
  /** The login of the organization or user. Default: the configured one (`github-packages:owner`, `GITHUB_OWNER`). Without one, the policy is refused. */
  owner?: pulumi.Input<string>;
  /** What kind of account the owner is. Default: found out with one request a run. */
  ownerType?: pulumi.Input<OwnerType>;
  /** The registry. */
  packageType: pulumi.Input<PackageType>;
  /** Names or globs: `api`, `web-*` (`*` stops at `/`), `**` for every package. */
  packages: pulumi.Input<pulumi.Input<string>[]>;
  /** Exceptions from `packages`. */
  excludePackages?: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * What to do when one of the packages can't be read: a manifest of an unknown kind, a list that lacks versions. `stop` (the default) fails the preview,
   * and nothing of any package goes. `skipPackage` leaves that package alone, with a warning in preview, update and report. A failure that is about all
   * packages stops in any case.
   */
  onUnreadable?: pulumi.Input<"stop" | "skipPackage">;
  /**
   * The ids of `Package`s and `PackageVersion`s that stay, whatever the rules say: those that the program declares. A program that uses the classes of this
   * npm package need not say it, because a policy is told. In every other language it is how a policy knows of them before it plans.
   */
  keep?: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * References to what is in use, as manifests, lockfiles and people write them: `ghcr.io/acme/api:v1.4.2`, `acme/api@sha256:…`, `@acme/lib@1.4.2`. What
   * they mean stays, whatever the rules say. References to other owners and registries are passed over. The answer of `getReferences` can be given as it is.
   */
  inUse?: pulumi.Input<pulumi.Input<string | InUseReference>[]>;
  /** Whether what `inUse` names comes back when it was deleted within the last 30 days. Default `false`: the preview warns of it. */
  restoreInUse?: pulumi.Input<boolean>;
  /** The rules by their names. The plan shows the name of a delete rule. */
  rules: pulumi.Input<Record<string, pulumi.Input<RetentionRule>>>;
  /** What to do when nothing, or nothing tagged, would remain: keep the newest (default), fail the preview, or delete the package as a whole. */
  onAllMatched?: pulumi.Input<"keepNewest" | "error" | "deletePackage">;
  /** A version younger than this stays. Default `"6h"`, the longest that a job on a GitHub-hosted runner takes. */
  minAge?: pulumi.Input<string>;
  /** Whether to delete untagged signatures and attestations whose image is not in the package. Default `false`. */
  deleteOrphanReferrers?: pulumi.Input<boolean>;
  /** More deletions than this fail the preview. A plan is never cut short. Default 500. */
  maxDeletions?: pulumi.Input<number>;
  /** A larger share of one package's versions fails the preview: 0 to 100. Default: no limit. */
  maxDeletePercent?: pulumi.Input<number>;
  /** A package that loses something and would have fewer images or releases left than this fails the preview. Default 0. */
  minRemaining?: pulumi.Input<number>;
  /** Whether loosened rules bring back what the old ones deleted within the last 30 days. Default `true`. */
  restore?: pulumi.Input<boolean>;
  /** More restorations than this fail the preview, or stop the update where only it finds parts of images out. Default 500. */
  maxRestorations?: pulumi.Input<number>;
  /** Whether to report what would go, and delete nothing. Default `false`. */
  previewOnly?: pulumi.Input<boolean>;
  /** The instant that ages are measured against, ISO 8601. With it, an approved plan stays the same. Default: the start of the run. */
  asOf?: pulumi.Input<string>;
  /** The duration after which an apply stops. The next run goes on. Default: no limit. */
  maxDuration?: pulumi.Input<string>;
  /**
   * A file that gets one JSON line for each version deleted or restored. A package that is deleted as a whole gets one line, and its versions none. The
   * path is relative to the program's directory.
   */
  auditLog?: pulumi.Input<string>;
}

/** Package name → version id → the rule, the day of creation and what it is. */
export type RetentionPlanEntries = Record<string, Record<string, string>>;

/**
 * A retention policy over one or many packages of one owner and type. Its whole effect is computed before anything happens. The preview shows every
 * version that goes, and the rule by which it goes. `pulumi up` deletes what its preview showed and nothing else. There are two exceptions:
 * `--skip-preview` shows nothing first, and on Windows the two can't be tied together, so that only `pulumi up --plan` keeps to what was shown.
 *
 * Images are graphs. What a kept image, signature or attestation needs is never deleted. A version that the same program declares as `PackageVersion`
 * is kept. Loosening the rules restores what they deleted, for 30 days. Deleting the resource deletes no version.
 *
 * ```ts
 * new RetentionPolicy("images", {
 *   owner: "acme", packageType: "container", packages: ["api", "web-*"],
 *   rules: {
 *     "pull-request builds": { action: "delete", match: { tags: ["pr-*"], olderThan: "14d" } },
 *     "newest":              { action: "keep",   match: { tagState: "tagged" }, mostRecent: { count: 10 } },
 *   },
 * });
 * ```
 */
export class RetentionPolicy extends pulumi.CustomResource {
  /** The owner's login, as the program spells it. */
  declare readonly owner: pulumi.Output<string>;
  /** The registry. */
  declare readonly packageType: pulumi.Output<PackageType>;
  /** What the last run that had work deleted. */
  declare readonly deleted: pulumi.Output<RetentionPlanEntries | undefined>;
  /** What the last run that had work restored. */
  declare readonly restored: pulumi.Output<RetentionPlanEntries | undefined>;
  /** The packages that the last run that had work deleted as a whole: package name → why. */
  declare readonly deletedPackages: pulumi.Output<Record<string, string> | undefined>;
  /** Versions that GitHub refuses to delete for good: package name → version id → GitHub's words. */
  declare readonly blocked: pulumi.Output<RetentionPlanEntries | undefined>;

  /** Whether an object is a `RetentionPolicy`, also of another copy of this module. */
  static override isInstance(object: unknown): object is RetentionPolicy {
    return (object as { __pulumiType?: string } | undefined)?.__pulumiType === resourceType("RetentionPolicy");
  }

  constructor(name: string, args: RetentionPolicyArgs, opts?: pulumi.CustomResourceOptions) {
    assertUsable();
    const properties = {
      owner: undefined,
      deleted: undefined,
      restored: undefined,
      deletedPackages: undefined,
      blocked: undefined,
      ...args,
      __declared: declaredByProgram(),
      __self: identifyPolicy(name),
      __undefined: undefinedInputs(args),
      __provider: providerCode("RetentionPolicy"),
    };
    super(resourceType("RetentionPolicy"), name, properties, withPluginAlias("RetentionPolicy", opts));
  }
}
