import { agesHold, type CompiledPolicy, type CompiledRule, MATCH, PARTLY } from "../matching";
import { ORPHAN_REFERRERS } from "../policy";
import type { Place } from "./graph";
import { isNamed, type MatchTable, type PackageGraph, type Role, roleOf } from "./package-graph";

/** Step 3. What the delete rules say of each version by itself. */
export interface DeleteMatches {
  readonly roles: readonly Role[];
  /** The delete rule that matches it. No rule is asked about an untagged part of an image: that goes with its image. */
  readonly matchedBy: readonly (string | undefined)[];
  /** Orphaned parts: an interrupted apply was to delete them along with an image that is gone by now. They take no slots. */
  readonly orphaned: Uint8Array;
  /** The delete rule that matches some of its tags and not all, so that it stays. */
  readonly partlyBy: readonly (CompiledRule | undefined)[];
}

export function matchDeleteRules(
  packageGraph: PackageGraph,
  policy: CompiledPolicy,
  table: MatchTable,
  instants: Float64Array,
): DeleteMatches {
  const roles: Role[] = [];
  const matchedBy: (string | undefined)[] = [];
  const partlyBy: (CompiledRule | undefined)[] = [];
  const orphaned = new Uint8Array(packageGraph.versions.length);
  for (let place = 0; place < packageGraph.versions.length; place++) {
    const role = roleOf(packageGraph, place);
    const asked = answersForItself(packageGraph, place, role) && role !== "orphanReferrer";
    const rule = asked ? firstRule(packageGraph, policy, table, instants, place, MATCH) : undefined;
    const ruleOfApply = orphanedRule(packageGraph, place, role);
    if (ruleOfApply !== undefined) orphaned[place] = 1;
    roles.push(role);
    matchedBy.push(rule?.name ?? ruleOfApply ?? orphanRule(policy, role));
    partlyBy.push(
      asked && rule === undefined ? firstRule(packageGraph, policy, table, instants, place, PARTLY) : undefined,
    );
  }
  return { roles, matchedBy, orphaned, partlyBy };
}

/** Whether rules are asked about the version itself: about roots, orphans, and parts of images that somebody gave a name. */
export function answersForItself(packageGraph: PackageGraph, place: Place, role: Role): boolean {
  return standsAlone(role) || isNamed(packageGraph, place);
}

/** Whether nothing in the package needs it, and it is attached to nothing there. */
function standsAlone(role: Role): boolean {
  return role === "root" || role === "orphanReferrer";
}

function firstRule(
  packageGraph: PackageGraph,
  policy: CompiledPolicy,
  table: MatchTable,
  instants: Float64Array,
  place: Place,
  wanted: number,
): CompiledRule | undefined {
  for (const rule of policy.deleteRules) {
    if (table.get(rule)?.[place] !== wanted) continue;
    const time = (rule.byUpdate ? packageGraph.updatedAt : packageGraph.createdAt)[place] as number;
    if (agesHold(rule, time, instants[place] as number)) return rule;
  }
  return undefined;
}

function orphanedRule(packageGraph: PackageGraph, place: Place, role: Role): string | undefined {
  if (packageGraph.orphanedParts.size === 0 || isNamed(packageGraph, place)) return undefined;
  return standsAlone(role) ? packageGraph.orphanedParts.get(packageGraph.versions[place]?.id ?? 0) : undefined;
}

function orphanRule(policy: CompiledPolicy, role: Role): string | undefined {
  return role === "orphanReferrer" && policy.deleteOrphanReferrers ? ORPHAN_REFERRERS : undefined;
}
