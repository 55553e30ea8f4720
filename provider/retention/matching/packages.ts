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
  const { isIncluded, isExcluded } = coverageTests(policy);
  const found = names.filter(isIncluded);
  const known = new Set(found);
  const isMatched = (pattern: string) =>
    isLiteral(pattern) ? known.has(pattern) : found.some(compileGlobs([pattern]));
  const patterns = canonical(policy, policy.packages);
  return {
    selected: found.filter((name) => !isExcluded(name)).sort(),
    unmatched: policy.packages.filter((_, index) => !isMatched(patterns[index] as string)),
  };
}

/** Whether a policy covers a package of this name. */
export function coversPackage(policy: Coverage, name: string): boolean {
  const { isIncluded, isExcluded } = coverageTests(policy);
  return isIncluded(name) && !isExcluded(name);
}

type Tests = Readonly<Record<"isIncluded" | "isExcluded", (name: string) => boolean>>;

const compiled = new WeakMap<Coverage, Tests>();

/** Compiles the patterns of a policy, once however many packages are asked about. */
function coverageTests(policy: Coverage): Tests {
  const known = compiled.get(policy) ?? {
    isIncluded: compileGlobs(canonical(policy, policy.packages)),
    isExcluded: compileGlobs(canonical(policy, policy.excludePackages)),
  };
  compiled.set(policy, known);
  return known;
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
