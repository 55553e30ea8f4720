import { agesHold, type CompiledPolicy } from "./compiled-policy";
import { type CompiledRule, MATCH, PARTLY } from "./compiled-rule";
import type { Place } from "./graph";
import { type MatchTable, type Role, roleOf, type World } from "./world";

/** The name under which orphan referrers go; no rule can have it. */
export const ORPHAN_REFERRERS = "deleteOrphanReferrers";

/** What the delete rules say of each version by itself. */
export interface Condemnation {
  readonly roles: readonly Role[];
  /** The rule that condemns it. An untagged part of an image is not asked: it goes with its image. */
  readonly condemnedBy: readonly (string | undefined)[];
  /** What an interrupted apply was to delete along with an image that is gone by now: it takes no slots. */
  readonly leftOver: Uint8Array;
  /** The delete rule that some of its tags match, and that spares it because others don't. */
  readonly partlyBy: readonly (CompiledRule | undefined)[];
}

export function condemn(world: World, policy: CompiledPolicy, table: MatchTable, instants: Float64Array): Condemnation {
  const roles: Role[] = [];
  const condemnedBy: (string | undefined)[] = [];
  const partlyBy: (CompiledRule | undefined)[] = [];
  const leftOver = new Uint8Array(world.versions.length);
  for (let place = 0; place < world.versions.length; place++) {
    const role = roleOf(world, place);
    const asked = standsAlone(world, place, role) && role !== "orphanReferrer";
    const rule = asked ? firstRule(world, policy, table, instants, place, MATCH) : undefined;
    const ruleOfApply = leftOverRule(world, place, role);
    if (ruleOfApply !== undefined) leftOver[place] = 1;
    roles.push(role);
    condemnedBy.push(rule?.name ?? ruleOfApply ?? orphanRule(policy, role));
    partlyBy.push(asked && rule === undefined ? firstRule(world, policy, table, instants, place, PARTLY) : undefined);
  }
  return { roles, condemnedBy, leftOver, partlyBy };
}

/** Whether a version has a say of its own: roots, orphans, and parts of images that somebody gave a name. */
export function standsAlone(world: World, place: Place, role: Role): boolean {
  return role === "root" || role === "orphanReferrer" || (world.ordinaryTags[place]?.length ?? 0) > 0;
}

function firstRule(
  world: World,
  policy: CompiledPolicy,
  table: MatchTable,
  instants: Float64Array,
  place: Place,
  wanted: number,
): CompiledRule | undefined {
  for (const rule of policy.deleteRules) {
    if (table.get(rule)?.[place] !== wanted) continue;
    const time = (rule.byUpdate ? world.updatedAt : world.createdAt)[place] as number;
    if (agesHold(rule, time, instants[place] as number)) return rule;
  }
  return undefined;
}

function leftOverRule(world: World, place: Place, role: Role): string | undefined {
  if (world.unfinished.size === 0 || (world.ordinaryTags[place]?.length ?? 0) > 0) return undefined;
  const alone = role === "root" || role === "orphanReferrer";
  return alone ? world.unfinished.get(world.versions[place]?.id ?? 0) : undefined;
}

function orphanRule(policy: CompiledPolicy, role: Role): string | undefined {
  return role === "orphanReferrer" && policy.deleteOrphanReferrers ? ORPHAN_REFERRERS : undefined;
}
