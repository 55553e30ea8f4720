import { type BoundPlan, ofPackage } from "../../../retention";
import type { PropertyMap } from "../../resource";
import type { HiddenInputs } from "./hidden-inputs";
import { count, type EntriesByPackage } from "./outcome";
import { canonical } from "./state";

/** Run number → what it is to do. */
export type Runs = Record<string, BoundPlan>;

/**
 * More entries than this are not carried along. Only a policy that has work at every single update, and is never refreshed, comes
 * here; what it did longest ago is then shown once as removed from the record.
 */
const MOST_CARRIED_ENTRIES = 5000;

export function countEntries({ delete: deletions = {}, restore = {}, deletePackages = {} }: BoundPlan): number {
  return count(deletions) + count(restore) + Object.keys(deletePackages).length;
}

/**
 * The inputs with the record of runs. The engine shows how new inputs differ from old ones, so what earlier runs did stays as it is, and
 * what is pending is a run of its own: it appears as `+` lines, and nothing that is done appears as anything. Where nothing is
 * pending and nothing else changes, no line is shown, and the record is cleared. A latest run that is pending as it was has not done
 * anything (GitHub refuses it): it makes room for its successor, so that a refusal does not make the state grow with every run.
 * @param prior the inputs of the last update; `__run` is the number of its latest run.
 */
export function withRuns(
  inputs: PropertyMap,
  prior: PropertyMap | undefined,
  pending: BoundPlan,
  changesOtherwise: boolean,
): PropertyMap {
  const latest = Number(prior?.__run ?? 0);
  const earlier = (prior?.runs ?? {}) as Runs;
  if (countEntries(pending) > 0) {
    const { [latest]: last, ...others } = earlier;
    const kept = last !== undefined && canonical(last) === canonical(pending) ? others : earlier;
    return { ...inputs, runs: { ...carried(kept), [latest + 1]: pending }, __run: latest + 1, __pending: true };
  }
  const keeps = changesOtherwise && Object.keys(earlier).length > 0;
  return { ...inputs, ...(keeps && { runs: earlier }), ...(latest > 0 && { __run: latest }) };
}

function carried(earlier: Runs): Runs {
  let entries = 0;
  const latestFirst = Object.entries(earlier).sort(([a], [b]) => Number(b) - Number(a));
  const kept = latestFirst.filter(([, run]) => {
    entries += countEntries(run);
    return entries <= MOST_CARRIED_ENTRIES;
  });
  return Object.fromEntries(kept.reverse());
}

/**
 * What checked inputs want done that the state does not have as done. A run on record that is not done is not pending for that: it may be
 * what a run that failed has left, which nothing shows and the next plan replaces.
 */
export function pendingRun(inputs: PropertyMap, doneRun: number): BoundPlan {
  const { runs = {}, previewOnly, __run, __pending } = inputs as HiddenInputs & { runs?: Runs; previewOnly?: unknown };
  const isPending = __pending === true && previewOnly !== true && Number(__run) > doneRun;
  return (isPending && runs[Number(__run)]) || {};
}

/**
 * A plan without what is known to be refused: of versions their deletions, and of a package that was to go as a whole everything. That its other
 * versions go one by one is not what was shown.
 */
export function withoutBlocked(plan: BoundPlan, blocked: EntriesByPackage = {}): BoundPlan {
  const { delete: deletions = {}, deletePackages = {}, ...rest } = plan;
  const isBlocked = (name: string, id: string) => ofPackage(blocked, name)?.[id] !== undefined;
  const stays = (name: string) => Object.keys(ofPackage(deletions, name) ?? {}).some((id) => isBlocked(name, id));
  const whole = Object.entries(deletePackages).filter(([name]) => !stays(name));
  const left = Object.entries(deletions).flatMap(([name, versions]) => {
    if (ofPackage(deletePackages, name) !== undefined) return stays(name) ? [] : [[name, versions] as const];
    const lines = Object.entries(versions).filter(([id]) => !isBlocked(name, id));
    return lines.length > 0 ? [[name, Object.fromEntries(lines)] as const] : [];
  });
  return {
    ...rest,
    ...(left.length > 0 && { delete: Object.fromEntries(left) }),
    ...(whole.length > 0 && { deletePackages: Object.fromEntries(whole) }),
  };
}
