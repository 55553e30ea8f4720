import { canonical } from "../../../model/canonical";
import { type BoundPlan, ofPackage } from "../../../retention";
import { count, type EntriesByPackage } from "./outcome";

/** Plans by their number, as the inputs have them under `runs`. */
export type PlansByNumber = Record<string, BoundPlan>;

/**
 * More entries than this are not carried along. Only a policy that has work at every single update, and is never refreshed, comes
 * here; what it did longest ago is then shown once as removed from the record.
 */
const MOST_CARRIED_ENTRIES = 5000;

export function countEntries({ delete: deletions = {}, restore = {}, deletePackages = {} }: BoundPlan): number {
  return count(deletions) + count(restore) + Object.keys(deletePackages).length;
}

/** The same by what is done; a whole package is one deletion. */
export function countByAction(plan: BoundPlan): { readonly deletions: number; readonly restorations: number } {
  const restorations = count(plan.restore ?? {});
  return { deletions: countEntries(plan) - restorations, restorations };
}

export function samePlan(one: BoundPlan, other: BoundPlan): boolean {
  return canonical(one) === canonical(other);
}

/** The latest plans, as many as may be carried along. */
export function carriedPlans(earlier: PlansByNumber): PlansByNumber {
  let entries = 0;
  const latestFirst = Object.entries(earlier).sort(([a], [b]) => Number(b) - Number(a));
  const kept = latestFirst.filter(([, plan]) => {
    entries += countEntries(plan);
    return entries <= MOST_CARRIED_ENTRIES;
  });
  return Object.fromEntries(kept.reverse());
}

/**
 * A plan without what is known to be refused: of versions their deletions, and of a package that was to go as a whole everything. That its other
 * versions go one by one is not what was shown.
 */
export function withoutRefused(plan: BoundPlan, refused: EntriesByPackage): BoundPlan {
  const { delete: deletions = {}, deletePackages = {}, ...rest } = plan;
  const isRefused = (name: string, id: string) => ofPackage(refused, name)?.[id] !== undefined;
  const hasRefused = (name: string) => Object.keys(ofPackage(deletions, name) ?? {}).some((id) => isRefused(name, id));
  const heldUp = new Set(Object.keys(deletePackages).filter(hasRefused));
  const left = Object.entries(deletions).flatMap(([name, lines]) => {
    const going = heldUp.has(name) ? [] : Object.entries(lines).filter(([id]) => !isRefused(name, id));
    return going.length > 0 ? [[name, Object.fromEntries(going)] as const] : [];
  });
  const whole = Object.entries(deletePackages).filter(([name]) => !heldUp.has(name));
  return {
    ...rest,
    ...(left.length > 0 && { delete: Object.fromEntries(left) }),
    ...(whole.length > 0 && { deletePackages: Object.fromEntries(whole) }),
  };
}
