import { isImageType } from "../../model/package";
import {
  evaluatePackage,
  findRestorables,
  mayDelete,
  type Policies,
  packageProblem,
  withoutRepeats,
} from "../evaluation";
import type { PackageInput, RetentionInput } from "../input";
import { compilePolicy, selectPackages } from "../matching";
import { decidesAlike, type PolicyInputs } from "../policy";
import { describeDispositions, type PackageDispositions } from "./dispositions";
import type { PlannedDeletion, PlannedPackageDeletion, PlannedRestoration } from "./entries";
import { type Violation, violations } from "./guards";
import { describePlan, type PackagePlan } from "./package-plan";
import type { PackageSummary } from "./summary";

/** A package of which too little is known. */
export interface PackageFailure {
  readonly package: string;
  readonly reason: string;
  /** The policy is not to pass over it. */
  readonly stops?: true;
}

/** What a policy does: a function of its rules, the versions, their graph and one instant. */
export interface RetentionPlan {
  /** Package by package in the order of names; within one, in the order of application. */
  readonly deletions: readonly PlannedDeletion[];
  readonly restorations: readonly PlannedRestoration[];
  readonly packageDeletions: readonly PlannedPackageDeletion[];
  /** Guards that the plan exceeds. A plan with any is not applied. */
  readonly violations: readonly Violation[];
  /** While there is one, nothing may be applied. */
  readonly failures: readonly PackageFailure[];
  /** Packages that the policy passes over (`onUnreadable`). Nothing of them is deleted or restored, and nothing is known of them. */
  readonly skipped: readonly PackageFailure[];
  readonly summaries: readonly PackageSummary[];
  /** Where `tellsDispositions` asks for them. */
  readonly dispositions?: readonly PackageDispositions[];
}

/** Plans a policy's whole effect. It reads nothing and changes nothing. The order of packages and versions makes no difference. */
export function planRetention(input: RetentionInput): RetentionPlan {
  const { policy, effectivePolicy } = input;
  const now = compilePolicy(policy);
  const effective = restoringPolicy(policy, effectivePolicy);
  const compiledEffective = effective && compilePolicy(effective);
  const plans: PackagePlan[] = [];
  const failures: PackageFailure[] = [];
  for (const packageInput of [...input.packages].sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const covered = effective !== undefined && selectPackages(effective, [packageInput.name]).selected.length > 0;
    const planned = planPackage(packageInput, input, covered ? effective : undefined, {
      now,
      effective: covered ? compiledEffective : undefined,
      effectiveAsOf: effective?.asOf,
    });
    if (typeof planned === "string")
      failures.push({ package: packageInput.name, reason: planned, ...(packageInput.problemStops && { stops: true }) });
    else plans.push(planned);
  }
  // Where no package can be read, the cause is not a package, and a run that did nothing must not end well.
  const skipsSome = policy.onUnreadable === "skipPackage" && plans.length > 0;
  const isSkipped = ({ stops }: PackageFailure) => skipsSome && !stops;
  return {
    deletions: plans.flatMap((plan) => plan.deletions),
    restorations: plans.flatMap((plan) => plan.restorations),
    packageDeletions: plans.flatMap((plan) => plan.packageDeletion ?? []),
    violations: violations(policy, plans),
    failures: failures.filter((one) => !isSkipped(one)),
    skipped: failures.filter(isSkipped),
    summaries: plans.map((plan) => plan.summary),
    ...(input.tellsDispositions && { dispositions: plans.flatMap((plan) => plan.dispositions ?? []) }),
  };
}

/** Whether a listing of `state=deleted` has to be given. It has to when the rules may restore: they have changed, or rules that never came into effect have deleted something. */
export function needsDeletedVersions(
  policy: PolicyInputs,
  effectivePolicy: PolicyInputs | undefined,
  { deletedByUnappliedRules }: Pick<PackageInput, "deletedByUnappliedRules"> = {},
): boolean {
  return (
    restoringPolicy(policy, effectivePolicy) !== undefined ||
    (policy.restore && (deletedByUnappliedRules?.size ?? 0) > 0)
  );
}

/**
 * Whether manifests have to be given for this package. They need not when no rule could delete anything of it and nothing can be restored.
 */
export function needsManifests(input: RetentionInput, packageInput: PackageInput): boolean {
  if (input.policy.packageType !== "container") return false;
  const restores =
    (needsDeletedVersions(input.policy, input.effectivePolicy, packageInput) &&
      (packageInput.deletedVersions?.length ?? 0) > 0) ||
    comingBack(input.policy, packageInput).size > 0;
  return (
    restores ||
    mayDelete(packageInput, withoutRepeats(packageInput.versions), compilePolicy(input.policy), input.evaluatedAt)
  );
}

function restoringPolicy(policy: PolicyInputs, effectivePolicy: PolicyInputs | undefined): PolicyInputs | undefined {
  if (!policy.restore || effectivePolicy === undefined || effectivePolicy.packageType !== policy.packageType)
    return undefined;
  return decidesAlike(policy, effectivePolicy) ? undefined : effectivePolicy;
}

/** Deleted versions that come back because something uses them: version id → where. */
function comingBack({ restoreInUse }: PolicyInputs, { goneInUse = [] }: PackageInput): ReadonlyMap<number, string> {
  return new Map(
    goneInUse.flatMap(({ by, version }) =>
      restoreInUse && version?.restorableUntil !== undefined ? [[version.id, by] as const] : [],
    ),
  );
}

function planPackage(
  packageInput: PackageInput,
  input: RetentionInput,
  effective: PolicyInputs | undefined,
  policies: Policies,
): PackagePlan | string {
  const { policy, evaluatedAt } = input;
  const isContainer = policy.packageType === "container";
  const hasTags = isImageType(policy.packageType);
  const active = withoutRepeats(packageInput.versions);
  const comesBack = comingBack(policy, packageInput);
  const restoresByRules = effective !== undefined || needsDeletedVersions(policy, undefined, packageInput);
  const restorables =
    restoresByRules || comesBack.size > 0
      ? findRestorables(
          packageInput,
          effective ? [effective, policy] : [policy],
          hasTags,
          input.now ?? evaluatedAt,
          comesBack,
        )
      : { candidates: [], unjudgeable: [], expired: [] };
  const manifestsNeeded = () =>
    restorables.candidates.length > 0 || mayDelete(packageInput, active, policies.now, evaluatedAt);
  const problem = packageProblem(packageInput, active, isContainer, hasTags, manifestsNeeded);
  if (problem !== undefined) return problem;
  const evaluated = evaluatePackage(
    packageInput,
    active,
    restorables,
    policies,
    policy.packageType,
    evaluatedAt,
    comesBack,
  );
  const plan = describePlan(packageInput, active.length, evaluated, restoresByRules ? restorables.unjudgeable : []);
  return input.tellsDispositions
    ? { ...plan, dispositions: describeDispositions(packageInput.name, active.length, evaluated, plan.deletions) }
    : plan;
}
