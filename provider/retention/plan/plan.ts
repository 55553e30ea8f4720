import { createPackageGraph, type MakeGraph, mayDelete, withoutRepeats } from "../evaluation";
import type { PackageInput, RetentionInput } from "../input";
import { compilePolicy, selectPackages } from "../matching";
import { decidesAlike, type PolicyInputs } from "../policy";
import { describeDispositions, type PackageDispositions } from "./dispositions";
import type { PlannedDeletion, PlannedPackageDeletion, PlannedRestoration } from "./entries";
import { type Guarded, type Violation, violations } from "./guards";
import { comingBack, type JudgedPackage, judgePackage } from "./judged-package";
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

/** What a policy makes of each package, before it is put into words. */
export interface Judgement {
  /** In the order of names. */
  readonly packages: readonly JudgedPackage[];
  readonly violations: readonly Violation[];
  readonly failures: readonly PackageFailure[];
  readonly skipped: readonly PackageFailure[];
}

/** Plans a policy's whole effect. It reads nothing and changes nothing. The order of packages and versions makes no difference. */
export function planRetention(input: RetentionInput): RetentionPlan {
  const plans: PackagePlan[] = [];
  const judgement = judged(input, createPackageGraph, (one) => {
    const plan = describePlan(one);
    plans.push(
      input.tellsDispositions
        ? { ...plan, dispositions: describeDispositions(one.name, one.total, one.evaluated, plan.deletions) }
        : plan,
    );
  });
  return {
    deletions: plans.flatMap((plan) => plan.deletions),
    restorations: plans.flatMap((plan) => plan.restorations),
    packageDeletions: plans.flatMap((plan) => plan.packageDeletion ?? []),
    ...judgement,
    summaries: plans.map((plan) => plan.summary),
    ...(input.tellsDispositions && { dispositions: plans.flatMap((plan) => plan.dispositions ?? []) }),
  };
}

/** The same plan in no words, for whoever draws all versions and plans again at each change of a rule. */
export function judgeRetention(input: RetentionInput, makeGraph: MakeGraph): Judgement {
  const packages: JudgedPackage[] = [];
  return { packages, ...judged(input, makeGraph, (one) => packages.push(one)) };
}

/** Hands over one package after the other: there can be more than fit into memory at once. */
function judged(
  input: RetentionInput,
  makeGraph: MakeGraph,
  onJudged: (judged: JudgedPackage) => void,
): Omit<Judgement, "packages"> {
  const { policy, effectivePolicy } = input;
  const now = compilePolicy(policy);
  const effective = restoringPolicy(policy, effectivePolicy);
  const compiledEffective = effective && compilePolicy(effective);
  const guarded: Guarded[] = [];
  const failures: PackageFailure[] = [];
  for (const packageInput of [...input.packages].sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const covered = effective !== undefined && selectPackages(effective, [packageInput.name]).selected.length > 0;
    const restores = covered || needsDeletedVersions(policy, undefined, packageInput);
    const policies = {
      now,
      effective: covered ? compiledEffective : undefined,
      effectiveAsOf: effective?.asOf,
    };
    const one = judgePackage(packageInput, input, covered ? effective : undefined, restores, policies, makeGraph);
    if (typeof one === "string") {
      failures.push({ package: packageInput.name, reason: one, ...(packageInput.problemStops && { stops: true }) });
      continue;
    }
    onJudged(one);
    const { name, total, deleted, restored, rootsLeft, allMatched } = one;
    guarded.push({ name, total, deleted, restored, rootsLeft, allMatched });
  }
  // Where no package can be read, the cause is not a package, and a run that did nothing must not end well.
  const skipsSome = policy.onUnreadable === "skipPackage" && guarded.length > 0;
  const isSkipped = ({ stops }: PackageFailure) => skipsSome && !stops;
  return {
    violations: violations(policy, guarded),
    failures: failures.filter((one) => !isSkipped(one)),
    skipped: failures.filter(isSkipped),
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
