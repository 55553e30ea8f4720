import { createPackageGraph, type MakeGraph, mayDelete, type Policies, withoutRepeats } from "../evaluation";
import type { PackageInput, RetentionInput } from "../input";
import { compilePolicy, coversPackage } from "../matching";
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
  const judgement = judged(input, (question) => {
    const planned = planPackage(question);
    if (typeof planned === "string") return planned;
    plans.push(planned.plan);
    return planned.guarded;
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
  const judgement = judged(input, (question) => {
    const one = judge(question, makeGraph);
    if (typeof one !== "string") packages.push(one);
    return one;
  });
  return { packages, ...judgement };
}

/** What is asked of one package. */
interface Question {
  readonly packageInput: PackageInput;
  readonly input: RetentionInput;
  /** The old rules, where they may have deleted something of this package. */
  readonly effective: PolicyInputs | undefined;
  readonly policies: Policies;
}

function judge({ packageInput, input, effective, policies }: Question, makeGraph: MakeGraph): JudgedPackage | string {
  const restores = effective !== undefined || needsDeletedVersions(input.policy, undefined, packageInput);
  return judgePackage(packageInput, input, effective, restores, policies, makeGraph);
}

/** The plan of one package, and what the guards count of it. Without its graph: there can be more of those than fit into memory at once. */
interface PlannedPackage {
  readonly plan: PackagePlan;
  readonly guarded: Guarded;
}

/** What was asked of a package last, and the answer. Whoever reads a package plans for it alone, before all packages are planned together. */
const answered = new WeakMap<
  PackageInput,
  { readonly asked: readonly unknown[]; readonly planned: PlannedPackage | string }
>();

function planPackage(question: Question): PlannedPackage | string {
  const { packageInput, input, effective } = question;
  const asked = [input.policy, effective, input.evaluatedAt, input.now, input.tellsDispositions];
  const before = answered.get(packageInput);
  if (before?.asked.every((one, index) => one === asked[index])) return before.planned;
  const planned = planAnew(question);
  answered.set(packageInput, { asked, planned });
  return planned;
}

function planAnew(question: Question): PlannedPackage | string {
  const one = judge(question, createPackageGraph);
  if (typeof one === "string") return one;
  const { name, total, deleted, restored, rootsLeft, allMatched, evaluated } = one;
  const plan = describePlan(one);
  const dispositions = question.input.tellsDispositions && {
    dispositions: describeDispositions(name, total, evaluated, plan.deletions),
  };
  return { plan: { ...plan, ...dispositions }, guarded: { name, total, deleted, restored, rootsLeft, allMatched } };
}

/** Asks about one package after the other. */
function judged(input: RetentionInput, ask: (question: Question) => Guarded | string): Omit<Judgement, "packages"> {
  const { policy, effectivePolicy } = input;
  const now = compilePolicy(policy);
  const former = restoringPolicy(policy, effectivePolicy);
  const guarded: Guarded[] = [];
  const failures: PackageFailure[] = [];
  for (const packageInput of [...input.packages].sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const effective = former && coversPackage(former, packageInput.name) ? former : undefined;
    const policies = { now, effective: effective && compilePolicy(effective), effectiveAsOf: former?.asOf };
    const one = ask({ packageInput, input, effective, policies });
    if (typeof one !== "string") guarded.push(one);
    else failures.push({ package: packageInput.name, reason: one, ...(packageInput.problemStops && { stops: true }) });
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
