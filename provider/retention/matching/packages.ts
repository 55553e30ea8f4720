import { canonicalPackageName } from "../../model/reference";
import { compileGlobs, isLiteral, type PolicyInputs } from "../policy";

type Coverage = Pick<PolicyInputs, "packageType" | "packages" | "excludePackages">;

export interface SelectedPackages {
  /** In the order of names. */
  readonly selected: readonly string[];
  /** Entries of `packages` that no package matches. */
  readonly unmatched: readonly string[];
}

/** Which of an owner's packages a policy covers. Names and patterns of npm packages go without their scope, as in the API. */
export function selectPackages(policy: Coverage, names: readonly string[]): SelectedPackages {
  const patterns = canonical(policy, policy.packages);
  const included = patterns.map((pattern) => compileGlobs([pattern]));
  const excluded = compileGlobs(canonical(policy, policy.excludePackages));
  const found = names.filter((name) => included.some((test) => test(name)));
  return {
    selected: found.filter((name) => !excluded(name)).sort(),
    unmatched: policy.packages.filter((_, index) => !found.some((name) => included[index]?.(name))),
  };
}

/**
 * The packages of a policy that names them all, so that the owner's packages need not be listed (which not every token may);
 * undefined when there are globs.
 */
export function namedPackages(policy: Coverage): readonly string[] | undefined {
  if (!policy.packages.every(isLiteral)) return undefined;
  return selectPackages(policy, [...new Set(canonical(policy, policy.packages))]).selected;
}

function canonical(policy: Coverage, patterns: readonly string[]): string[] {
  return patterns.map((pattern) => canonicalPackageName(policy.packageType, pattern));
}
