import { createHash } from "node:crypto";
import { canonical } from "../../../model/canonical";
import type { WorkEstimate } from "../../../ports";
import {
  type BoundPlan,
  bindPlan,
  type DispositionOfDay,
  type MatchedButKept,
  type PackageFailure,
  type PackageSummary,
  type RetentionPlan,
} from "../../../retention";
import type { Session } from "../../../session";
import type { PropertyMap } from "../../resource";
import { userInputsOf } from "../memory";
import type { FreedByPackage, FreedOfPackage } from "../messages";
import { estimateOf } from "./estimate";
import type { ReaderOptions } from "./package-reader";

/** Begins the line; the rest of it is JSON. */
const DETAILS_PREFIX = "retention plan details: ";

/** The version of the line's shape. */
const DETAILS_SCHEMA = 1;

export interface PackageDetails extends PackageSummary, Partial<FreedOfPackage> {
  readonly days: readonly DispositionOfDay[];
  readonly spared: readonly MatchedButKept[];
  /** Its page on GitHub, as the API has it (`package_html_url`): a server's words. */
  readonly page?: string;
}

/**
 * What a preview knows of a plan beyond the bound inputs. Those hold what goes, and nothing that changes by itself. The details are a line of their own
 * in the preview's JSON stream, which `pulumi-github-packages report` reads.
 */
export interface PlanDetails {
  readonly schema: typeof DETAILS_SCHEMA;
  /** Which policy: see `policyKey`. */
  readonly key: string;
  readonly owner: string;
  readonly packageType: string;
  /** See `hostIdentity`: whose packages these are. A page elsewhere is none of theirs. */
  readonly host?: string;
  /** What ages were measured against: ISO 8601, UTC. */
  readonly evaluatedAt: string;
  readonly packages: readonly PackageDetails[];
  /** Names and patterns that match no package. */
  readonly unmatched: readonly string[];
  /** Guards that the plan exceeds. */
  readonly violations: readonly { readonly property: string; readonly reason: string }[];
  /** Packages of which too little is known. */
  readonly failures: readonly PackageFailure[];
  /** What would be done, where the bound inputs don't have it because the preview fails or `previewOnly` is set. */
  readonly unbound?: BoundPlan;
  /** What the update costs at least. Absent when there is nothing to do. */
  readonly estimate?: WorkEstimate;
}

/** Names a policy by its inputs, as a step of the preview has them. The engine does not tell providers the names of their resources. */
export function policyKey(inputs: PropertyMap): string {
  return createHash("sha256")
    .update(canonical(userInputsOf(inputs)))
    .digest("hex");
}

export async function emitDetails(
  session: Session,
  options: ReaderOptions,
  inputs: string,
  plan: RetentionPlan,
  unmatched: readonly string[],
  freed: FreedByPackage,
): Promise<void> {
  const { policy } = options;
  const bound = !policy.previewOnly && plan.violations.length + plan.failures.length === 0;
  const [estimate, pages] = await Promise.all([estimateOf(session, plan, policy), pagesOf(session, options, plan)]);
  const details: PlanDetails = {
    schema: DETAILS_SCHEMA,
    key: policyKey(JSON.parse(inputs)),
    owner: options.owner.login,
    packageType: policy.packageType,
    host: session.host,
    evaluatedAt: new Date(policy.asOf ?? (await session.startOfRun.find())).toISOString(),
    packages: plan.summaries.map((summary, index) => {
      const { days = [], spared = [] } = plan.dispositions?.[index] ?? {};
      const page = pages.get(summary.package);
      return { ...summary, days, spared, ...freed.get(summary.package), ...(page && { page }) };
    }),
    unmatched,
    violations: plan.violations,
    failures: plan.failures,
    ...(!bound && { unbound: bindPlan(plan) }),
    ...(estimate && { estimate }),
  };
  session.logger.details?.(DETAILS_PREFIX + JSON.stringify(details));
}

/** From the listings that the plan was made from: the versions of a package name its page. */
async function pagesOf(session: Session, { owner, policy }: ReaderOptions, { summaries }: RetentionPlan) {
  const pages = summaries.map(async ({ package: name }) => {
    const versions = await session.versions.known({ owner, packageType: policy.packageType, name });
    return [name, versions?.[0]?.packageHtmlUrl] as const;
  });
  return new Map(await Promise.all(pages));
}

/** Undefined for any other text, also of another version of this package that speaks another way. */
export function parseDetails(message: string): PlanDetails | undefined {
  if (!message.startsWith(DETAILS_PREFIX)) return undefined;
  try {
    const details: PlanDetails = JSON.parse(message.slice(DETAILS_PREFIX.length));
    return details.schema === DETAILS_SCHEMA ? details : undefined;
  } catch {
    return undefined;
  }
}
