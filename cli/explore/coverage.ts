import type { PackageType } from "../../provider/model/package";
import type { PackageRef } from "../../provider/model/reference";
import { namedPackages, parsePolicy, selectPackages } from "../../provider/retention";
import type { ProgramPolicy } from "./program";

/** Which packages of one type are meant, as a policy says it. */
export type Coverage = Parameters<typeof selectPackages>[0];

/** What each policy covers, as far as it says so in a way that can be read. */
export function coverageOf({ inputs }: ProgramPolicy): Coverage | undefined {
  const parsed = parsePolicy(inputs, { wasInEffect: true });
  return parsed.outcome === "parsed" ? parsed.inputs : undefined;
}

export function coveragesOf(types: readonly PackageType[], patterns: readonly string[]): Coverage[] {
  return types.map((packageType) => ({ packageType, packages: patterns, excludePackages: [] }));
}

export function covers(coverage: Coverage, { packageType, name }: Pick<PackageRef, "packageType" | "name">): boolean {
  return coverage.packageType === packageType && selectPackages(coverage, [name]).selected.length > 0;
}

/** Packages that are named, so that nothing has to be listed, which not every token may. Undefined where there are patterns. */
export function namesOf(coverages: readonly Coverage[]): readonly string[] | undefined {
  const names = coverages.map(namedPackages);
  return names.includes(undefined) ? undefined : [...new Set(names.flatMap((some) => some ?? []))].sort();
}
