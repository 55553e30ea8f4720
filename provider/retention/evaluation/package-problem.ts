import type { PackageInput, RetentionVersion } from "../input";
import { agesHold, type CompiledPolicy, MATCH } from "../matching";
import { createPackageGraph, matchTable } from "./package-graph";

/** How many examples an error names. */
const EXAMPLES = 3;

/** Why too little is known of a package to plan anything; undefined when enough is known. Incomplete knowledge deletes nothing. */
export function packageProblem(
  input: PackageInput,
  active: readonly RetentionVersion[],
  isContainer: boolean,
  hasTags: boolean,
  manifestsNeeded: () => boolean,
): string | undefined {
  if (input.problem !== undefined) return input.problem;
  const undated = active.filter((version) =>
    Number.isNaN(Date.parse(version.createdAt) + Date.parse(version.updatedAt)),
  );
  if (undated.length > 0)
    return `the times of ${listed(undated.map((version) => `version id ${version.id}`))} can't be read`;
  if (hasTags) {
    const twice = duplicates(active);
    if (twice.length > 0) return `the listing has ${listed(twice)} more than once: it moved while it was read`;
  }
  const unread = isContainer ? active.filter((version) => !input.manifests?.has(version.name)) : [];
  if (unread.length === 0 || !manifestsNeeded()) return undefined;
  return `the manifests of ${listed(unread.map((version) => version.name))} are not known, so nobody can say which versions are parts of which image`;
}

/**
 * Whether the delete rules could match any version of a package, whatever its manifests say. If they can't, nothing goes, and the manifests need not
 * be read.
 */
export function mayDelete(
  input: PackageInput,
  active: readonly RetentionVersion[],
  policy: CompiledPolicy,
  evaluatedAt: number,
): boolean {
  if (policy.deleteOrphanReferrers || active.some((version) => input.orphanedParts?.has(version.id))) return true;
  const packageGraph = createPackageGraph({ name: input.name, versions: active }, active, true);
  const table = matchTable(packageGraph, policy.deleteRules);
  return policy.deleteRules.some((rule) => {
    const times = rule.byUpdate ? packageGraph.updatedAt : packageGraph.createdAt;
    return table.get(rule)?.some((result, place) => {
      const old = evaluatedAt - (packageGraph.createdAt[place] as number) >= policy.minAge;
      return result === MATCH && old && agesHold(rule, times[place] as number, evaluatedAt);
    });
  });
}

/** The versions of a listing, each once. A listing names a version twice when something was published between two of its pages. */
export function withoutRepeats(versions: readonly RetentionVersion[]): RetentionVersion[] {
  const byId = new Map<number, RetentionVersion>();
  for (const version of versions) if (!byId.has(version.id)) byId.set(version.id, version);
  return [...byId.values()];
}

function duplicates(versions: readonly RetentionVersion[]): string[] {
  const once = new Set<string>();
  const twice = new Set<string>();
  for (const { name } of versions) (once.has(name) ? twice : once).add(name);
  return [...twice];
}

function listed(names: readonly string[]): string {
  const some = [...names].sort().slice(0, EXAMPLES).join(", ");
  return names.length > EXAMPLES ? `${some} and ${names.length - EXAMPLES} more` : some;
}
