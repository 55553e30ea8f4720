import { agesHold, type CompiledPolicy, type CompiledRule, MATCH, PARTLY } from "../matching";
import { answersForItself } from "./delete-matches";
import type { Evaluation } from "./evaluate";
import type { Place } from "./graph";
import { matchTable, type PackageGraph } from "./package-graph";
import { type Standing, standings } from "./slots";

/** What one rule says of one version. */
export interface RuleExplanation {
  readonly rule: string;
  readonly action: "keep" | "delete";
  /** No delete rule is asked about an untagged part of an image. */
  readonly asked: boolean;
  /** Ages aside. `partly`: some of its tags match and others do not. */
  readonly matches: "no" | "partly" | "yes";
  /** Its tags (or its name, where the type has no tags) that the rule matches, and those that it does not. */
  readonly holding: readonly string[];
  readonly failing: readonly string[];
  readonly ageHolds: boolean;
  /** Of rules with `mostRecent`: so many slots there are in each group, and where the version stands. */
  readonly slots?: { readonly count: number; readonly standings: readonly Standing[] };
}

/** What each rule says of one version, in the order of names, the keep rules first. */
export function explain(
  packageGraph: PackageGraph,
  evaluation: Evaluation,
  policy: CompiledPolicy,
  instant: number,
  place: Place,
): RuleExplanation[] {
  return [...policy.keepRules, ...policy.deleteRules].map((rule) =>
    explainRule(packageGraph, evaluation, rule, instant, place),
  );
}

function explainRule(
  packageGraph: PackageGraph,
  { roles, competes }: Evaluation,
  rule: CompiledRule,
  instant: number,
  place: Place,
): RuleExplanation {
  const table = matchTable(packageGraph, [rule]);
  const result = table.get(rule)?.[place];
  const labels = packageGraph.labels[place] ?? [];
  const time = (rule.byUpdate ? packageGraph.updatedAt : packageGraph.createdAt)[place] as number;
  const { name, action, mostRecent } = rule;
  return {
    rule: name,
    action,
    asked: action === "keep" || answersForItself(packageGraph, place, roles[place] ?? "root"),
    matches: result === MATCH ? "yes" : result === PARTLY ? "partly" : "no",
    holding: labels.filter((label) => rule.holdsFor(label)),
    failing: labels.filter((label) => !rule.holdsFor(label)),
    ageHolds: agesHold(rule, time, instant),
    ...(mostRecent && {
      slots: { count: mostRecent.count, standings: standings(packageGraph, rule, table, competes, place) },
    }),
  };
}
