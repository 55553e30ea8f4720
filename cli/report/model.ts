import type { WorkEstimate } from "../../provider/ports";
import type { PackageDetails } from "../../provider/resources/retention-policy/plan";
import type { DispositionOfDay } from "../../provider/retention";
import type { Freed } from "../../provider/sizes";
import type { PolicyViolation } from "./preview-contents";

/** The version of the report's shape as JSON: fields may be added to it, and none changes its meaning. */
export const REPORT_SCHEMA = 1;

/**
 * `nothing`: no resource changes. `changes`: something does, of this package or of another, or a package was left alone, so that somebody has to look. `over-limits`: a guard of a policy, or a mandatory rule of a
 * policy pack, stops it. `failed`: the preview failed for another reason, so that nobody knows what the update would do; or its token lacks
 * scopes for the update, which GitHub would refuse.
 */
export type Verdict = "nothing" | "changes" | "over-limits" | "failed";

/** All that a reviewer is told of a preview. What goes is always what the preview has bound; see docs/pull-requests.md. */
export interface Report {
  readonly schema: typeof REPORT_SCHEMA;
  readonly verdict: Verdict;
  readonly project?: string;
  readonly stack?: string;
  /** When the report was made: ISO 8601, UTC. */
  readonly at: string;
  /** Until when what an update of today deletes can be restored. */
  readonly restorableUntil: string;
  readonly policies: readonly PolicyReport[];
  readonly resources: readonly ResourceChange[];
  /** What a refresh has found: changed outputs, and resources that are gone. */
  readonly drift: readonly DriftedResource[];
  /** Packages that policies leave alone, so that what becomes of them is not known. */
  readonly skipped: readonly SkippedPackage[];
  /** Scopes that the preview's token lacks for what the preview shows: an update with this token is refused. Empty where the update is known to have another. */
  readonly lackingScopes: readonly string[];
  /** The preview came to no end: what it had not come to by then is not in the report. */
  readonly endedEarly: boolean;
  /** Operations on resources of other packages, which are not reported: operation → how many. */
  readonly otherChanges: Readonly<Record<string, number>>;
  readonly violations: readonly PolicyViolation[];
  readonly errors: readonly string[];
  /** What the run has said besides. */
  readonly messages: readonly string[];
}

export interface SkippedPackage {
  /** `container package acme/api` */
  readonly what: string;
  readonly why: string;
}

/** What one RetentionPolicy would do. */
export interface PolicyReport {
  /** The resource's name in the program; missing when nothing tells it. */
  readonly name: string;
  readonly owner: string;
  readonly packageType: string;
  /** The engine's operation, `create`, `update`, `same`; `failed` when its check failed. */
  readonly op: string;
  readonly previewOnly: boolean;
  /** The fixed instant that ages are measured against; without one the plan ages. */
  readonly asOf?: string;
  readonly deletions: number;
  readonly restorations: number;
  /** Active versions of its packages, as far as they are known. */
  readonly versions?: number;
  /** What its deletions free of all packages; missing where nobody knows of one of them. */
  readonly freed?: Freed;
  /** Packages with most deletions first. */
  readonly packages: readonly PackageReport[];
  /** Of all packages that are told of, the untouched ones too: when versions were created, by what becomes of them. */
  readonly days: readonly DispositionOfDay[];
  /** How many more packages there are, of which nothing goes and nothing comes back. */
  readonly untouched: number;
  /** The same, one by one. */
  readonly quiet: readonly QuietPackage[];
  /** Guards that are exceeded, and packages of which too little is known. Unless the policy only previews, they stop the update. */
  readonly limits: readonly string[];
  /** Whether guards alone stop the update. */
  readonly isOverLimits: boolean;
  readonly warnings: readonly PolicyWarning[];
  /** Names and patterns that match no package. */
  readonly unmatched: readonly string[];
  readonly estimate?: WorkEstimate;
}

/** A package of which nothing goes and nothing comes back. */
export interface QuietPackage {
  readonly name: string;
  /** Active versions. */
  readonly versions?: number;
  /** Its page on GitHub; missing where nobody has told. */
  readonly page?: string;
}

/**
 * `package`: it goes as a whole. `name`: what people pull by a name that moves goes. `releases` go. `half`: more than half of its versions go. `usual`: more go than in
 * any run on record.
 */
export type WarningKind = "package" | "name" | "releases" | "half" | "usual";

/** What deserves a second look, though no guard stops it. */
export interface PolicyWarning {
  readonly kind: WarningKind;
  /** Missing when it is about all of them. */
  readonly package?: string;
  readonly words: string;
  /** Tags or names of the versions that it is about, the first few. */
  readonly versions: readonly string[];
}

/** What becomes of one package. */
export interface PackageReport {
  readonly name: string;
  /** Its page on GitHub: https, and on the host that the preview was about. Missing where nobody has told. */
  readonly page?: string;
  readonly deletesPackage: boolean;
  readonly deletions: readonly DeletionReport[];
  readonly restorations: readonly RestorationReport[];
  /** Rule → how many go by it. */
  readonly deletedBy: Readonly<Record<string, number>>;
  /** Active versions; missing when the preview did not tell. */
  readonly versions?: number;
  /** What its deletions free; missing when nobody knows. */
  readonly freed?: Freed;
  /** What stays and why; missing without the stream of events. */
  readonly details?: PackageDetails;
  /** What the run has said of it; empty where `details` say more. */
  readonly messages: readonly string[];
}

export interface DeletionReport {
  readonly versionId: number;
  readonly rule: string;
  /** The day of its creation: `2026-09-01`, UTC. */
  readonly created: string;
  /** Days, at the instant that ages are measured against. */
  readonly ageDays: number;
  /** Tags, name or short digest. */
  readonly what: string;
  /** The image that it goes with. */
  readonly with?: string;
}

export interface RestorationReport {
  readonly versionId: number;
  /** The day of its creation: `2026-09-01`, UTC. */
  readonly created: string;
  readonly what: string;
  /** Which rule deleted it, and what keeps it now. */
  readonly because: string;
}

/** What is to become of a resource that declares one package or one version. */
export interface ResourceChange {
  readonly name: string;
  readonly kind: "Package" | "PackageVersion";
  /**
   * What it means on GitHub, as the provider has noted it. `state`: only the state changes. `fail`: the update will fail unless the world changes before.
   * `unknown`: the provider has noted nothing of it.
   */
  readonly action: "delete" | "restore" | "adopt" | "state" | "fail" | "unknown";
  /** Of what is to be restored: nobody can know before whether GitHub does, and else the update fails. */
  readonly mayFail?: true;
  /** `container package acme/api`, or `tag v1.6.0 of container package acme/api`. */
  readonly what: string;
  /** Its page on GitHub, where a state names it: see `PackageReport.page`. */
  readonly page?: string;
  readonly remark?: string;
}

/** Adopting, and what only the state is about, leave GitHub as it is. */
export function changesGitHub({ action }: ResourceChange): boolean {
  return action !== "adopt" && action !== "state";
}

export interface DriftedResource {
  readonly name: string;
  readonly kind: string;
  readonly what: string;
  /** Its page on GitHub, while it is there: see `PackageReport.page`. */
  readonly page?: string;
  readonly gone: boolean;
  /** Of what is gone: what the next update does about it. */
  readonly whenDeleted?: "restore" | "fail";
  readonly changes: readonly { readonly property: string; readonly before: string; readonly after: string }[];
}
