import type { DecidingInputs, OnAllMatched } from "../policy";
import { type CompiledRule, compileRule } from "./compiled-rule";
import { createSemverReader } from "./semver-reader";

/** The part of a policy that decides, made ready once for all packages. Rules are in the order of their names. */
export interface CompiledPolicy {
  readonly keepRules: readonly CompiledRule[];
  readonly deleteRules: readonly CompiledRule[];
  readonly minAge: number;
  readonly onAllMatched: OnAllMatched;
  readonly deleteOrphanReferrers: boolean;
}

const compiled = new WeakMap<DecidingInputs, CompiledPolicy>();

/** Compiles a policy, once however many packages are asked about it. */
export function compilePolicy(policy: DecidingInputs): CompiledPolicy {
  const known = compiled.get(policy) ?? compile(policy);
  compiled.set(policy, known);
  return known;
}

function compile(policy: DecidingInputs): CompiledPolicy {
  const readSemver = createSemverReader();
  const rules = policy.rules.map((rule) => compileRule(rule, readSemver));
  return {
    keepRules: rules.filter((rule) => rule.action === "keep"),
    deleteRules: rules.filter((rule) => rule.action === "delete"),
    minAge: policy.minAge,
    onAllMatched: policy.onAllMatched,
    deleteOrphanReferrers: policy.deleteOrphanReferrers,
  };
}

/**
 * Whether the ages of a rule hold. `olderThan` is strict, and `newerThan` is its exact opposite: two rules with the same age leave no gap and no
 * overlap.
 */
export function agesHold(rule: CompiledRule, time: number, instant: number): boolean {
  if (rule.olderThan !== undefined && !(time < instant - rule.olderThan)) return false;
  return rule.newerThan === undefined || !(time < instant - rule.newerThan);
}
