import type { GoneVersion } from "../model/gone-version";
import type { VersionFacts } from "../model/package";
import type { VersionSelector } from "../model/version-selector";
import type { PolicyInputs } from "./policy";

/** What retention reads of a version. `VersionFacts` have it all. A deleted version with `tags: undefined` is one whose tags are not known. */
export type RetentionVersion = Pick<VersionFacts, "id" | "name" | "tags" | "createdAt" | "updatedAt" | "deletedAt">;

/** What retention reads of a manifest: what it lists, and what it is attached to. The key that it is kept under is its digest. */
export interface ManifestEdges {
  readonly children: readonly { readonly digest: string }[];
  readonly subject?: string | undefined;
}

/** A version that the program declares and that is not active: somebody deleted it, or it is not published yet. */
export interface AwaitedVersion {
  /** How the program names it: `tag v1.6.0`. */
  readonly what: string;
  /**
   * Its digest and those of all that it consists of. Empty where versions have no parts. Absent when the parts are not known, so that any version may be
   * one of them.
   */
  readonly digests?: readonly string[];
  /** Something uses it: the program need not declare it. */
  readonly isInUse?: true;
}

/** What something uses although it is not active. */
export interface GoneInUse {
  /** As somebody wrote it: `ghcr.io/acme/api:v1.6.0`. */
  readonly reference: string;
  /** Where it is used: `deploy/api.yaml:12`. */
  readonly by: string;
  /** The version that it means, where GitHub still lists it as deleted. */
  readonly version?: GoneVersion;
  /** Whether it is known what it consists of. Where it is not, nothing of the package goes while it can come back. */
  readonly isKnown?: boolean;
  /** The rule by which this policy deleted it, as far as that is on record. */
  readonly deletedBy?: string | undefined;
}

/** One package of the policy, as it is now. */
export interface PackageInput {
  /** The registry's name, as the API spells it. */
  readonly name: string;
  /** A complete listing of `state=active`. */
  readonly versions: readonly RetentionVersion[];
  /** A complete listing of `state=deleted`; needed where `needsDeletedVersions` says so. */
  readonly deletedVersions?: readonly RetentionVersion[];
  /**
   * Manifests by their digests: of every active version of a container package (unless `needsManifests` says otherwise), and of deleted versions as far
   * as they are remembered. A missing manifest of an active version stops the package.
   */
  readonly manifests?: ReadonlyMap<string, ManifestEdges>;
  /** Why too little is known of this package: a listing that failed, a manifest that can't be read. Nothing of it is deleted. */
  readonly problem?: string;
  /** Whether the problem stops the policy whatever `onUnreadable` says, because it need not be this package's own: a token, a setting. */
  readonly problemStops?: boolean;
  readonly declared?: readonly VersionSelector[];
  /** Those of the declared versions that are not active. What they need stays, so that they can come back whole. */
  readonly awaited?: readonly AwaitedVersion[];
  /** Active versions that something uses: version id → where. What they are parts of and what is a part of them stays with them. */
  readonly inUse?: ReadonlyMap<number, string>;
  /** What something uses and is not there. With `restoreInUse`, those come back that can. */
  readonly goneInUse?: readonly GoneInUse[];
  /** The program declares the package itself, so it is never deleted as a whole. */
  readonly declaredPackage?: boolean;
  /** Versions that GitHub refused to delete for good. */
  readonly blocked?: ReadonlySet<number>;
  /** Version id → rule. An interrupted apply was to delete these along with an image that is gone by now. */
  readonly orphanedParts?: ReadonlyMap<number, string>;
  /** Version id → rule. An interrupted apply deleted these by rules that never came into effect. */
  readonly deletedByUnappliedRules?: ReadonlyMap<number, string>;
}

export interface RetentionInput {
  readonly policy: PolicyInputs;
  /** The policy of the last update, while it covers the same owner and type; absent for a new resource. */
  readonly effectivePolicy?: PolicyInputs;
  /** What ages are measured against: `asOf`, or the start of the run. Milliseconds since the epoch. */
  readonly evaluatedAt: number;
  /** The start of the run. What was deleted in the 30 days before it can be restored, whatever `asOf` is. Default: `evaluatedAt`. */
  readonly now?: number;
  readonly packages: readonly PackageInput[];
  /** Whether the plan says what becomes of every version, also of those that stay. */
  readonly tellsDispositions?: boolean;
}
