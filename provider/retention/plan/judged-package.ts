import { isImageType } from "../../model/package";
import {
  type Attribution,
  attribute,
  type EvaluatedPackage,
  evaluatePackage,
  explain,
  findRestorables,
  isRootAmong,
  type MakeGraph,
  mayDelete,
  type Place,
  type Policies,
  packageProblem,
  type RuleExplanation,
  type Unjudgeable,
  withoutRepeats,
} from "../evaluation";
import type { GoneInUse, PackageInput, RetentionInput } from "../input";
import { compilePolicy } from "../matching";
import type { PolicyInputs } from "../policy";
import type { Guarded } from "./guards";

/** What a policy makes of one package: what the plan puts into words, and what pictures show. */
export interface JudgedPackage extends Guarded {
  /** Its versions are the active ones, in the order of the input, and then what comes back. */
  readonly evaluated: EvaluatedPackage;
  /** Of those that go: under which rule. */
  readonly attributed: ReadonlyMap<Place, Attribution>;
  readonly unjudgeable: readonly Unjudgeable[];
  readonly goneInUse: readonly GoneInUse[];
}

/**
 * @param effective the old rules, where they may have deleted something of this package
 * @param restoresByRules whether deleted versions can come back because the rules have changed
 * @returns why nothing can be planned, when too little is known
 */
export function judgePackage(
  packageInput: PackageInput,
  { policy, evaluatedAt, now }: RetentionInput,
  effective: PolicyInputs | undefined,
  restoresByRules: boolean,
  policies: Policies,
  makeGraph: MakeGraph,
): JudgedPackage | string {
  const isContainer = policy.packageType === "container";
  const hasTags = isImageType(policy.packageType);
  const active = withoutRepeats(packageInput.versions);
  const { goneInUse = [] } = packageInput;
  const comesBack = comingBack(policy, packageInput);
  const restorables =
    restoresByRules || comesBack.size > 0
      ? findRestorables(
          packageInput,
          effective ? [effective, policy] : [policy],
          hasTags,
          now ?? evaluatedAt,
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
    makeGraph,
  );
  const { packageGraph, evaluation, restored } = evaluated;
  const attributed = attribute(packageGraph, evaluation);
  return {
    name: packageInput.name,
    total: active.length,
    deleted: attributed.size,
    restored: restored.size,
    rootsLeft: packageGraph.versions.filter((_, place) => isRootAmong(packageGraph, evaluation.kept, place)).length,
    allMatched: evaluation.allMatched,
    evaluated,
    attributed,
    unjudgeable: restoresByRules ? restorables.unjudgeable : [],
    goneInUse,
  };
}

/** Deleted versions that come back because something uses them: version id → where. */
export function comingBack(
  { restoreInUse }: PolicyInputs,
  { goneInUse = [] }: Pick<PackageInput, "goneInUse">,
): ReadonlyMap<number, string> {
  return new Map(
    goneInUse.flatMap(({ by, version }) =>
      restoreInUse && version?.restorableUntil !== undefined ? [[version.id, by] as const] : [],
    ),
  );
}

/** What each rule of the policy says of one of its versions. */
export function explainVersion(
  { evaluated: { packageGraph, evaluation } }: JudgedPackage,
  policy: PolicyInputs,
  evaluatedAt: number,
  place: number,
): RuleExplanation[] {
  return explain(packageGraph, evaluation, compilePolicy(policy), evaluatedAt, place);
}
