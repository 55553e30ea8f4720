import { type BoundPlan, ofPackage } from "../../../retention";
import type { PropertyMap } from "../../resource";
import { type EntriesByPackage, filterEntries, mergeEntries, type Outcome, rulesOf } from "./outcome";
import { carriedPlans, countEntries, type PlansByNumber, samePlan } from "./plans";

/**
 * What a policy remembers from one command to the next. It is stored twice, by two codecs: in the inputs (`input-codec.ts`), which `check` reads,
 * and in the state (`state-codec.ts`), which `diff`, `update` and a refresh read. `remember` is the only place that changes it.
 *
 * | from | event | to |
 * |---|---|---|
 * | any | checked, something to do | the next number is pending; earlier plans are carried along, but for one that says the same |
 * | any | checked, nothing to do, same policy | nothing is pending, the plans are cleared |
 * | any | checked, nothing to do, changed policy | nothing is pending, the plans are kept until the update stores the policy |
 * | any | checked, not in effect (it only previews, or restorations were left out) | the effective policy is remembered |
 * | not in effect | checked, in effect | the effective policy is dropped, after it was compared with |
 * | something refused | checked, changed policy | forgotten: it is tried again |
 * | any | notPlanned (an unknown input, or `ignoreChanges`) | the plans are kept, nothing is pending |
 * | pending | applied | number and policy are the new ones; what was done is stored, and what the check settled is cleared |
 * | interrupted | applied, with or without something to do | what was done is added to what was done before |
 * | absent | interrupted | number 0, so that everything is planned again: the engine keeps the *new* inputs of a create |
 * | pending | interrupted | number and policy stay the old ones, as the engine keeps the old inputs; the rules of what was deleted are remembered |
 * | any | refreshed | inputs are made from the state: the plans are cleared |
 *
 * A replacement (another host) begins with nothing, and a deletion leaves nothing.
 *
 * `check` and `update` may know different things: what was refused, what is orphaned and what unapplied rules deleted enter the inputs by a refresh
 * alone, so that a command without one plans as if they were not, and `update`, which has the state, leaves out what was refused.
 */
export interface PolicyMemory {
  /** The policy that this belongs to, as the program says it; undefined when there is none yet. */
  readonly policy: PropertyMap | undefined;
  /** The plans that were shown, by number; only in the inputs. */
  readonly plans: PlansByNumber;
  /** In the inputs the number of the latest plan, in the state of the latest one that is done. 0: none. */
  readonly lastPlan: number;
  /** The latest plan is of this very check, for the update to apply; only in the inputs. */
  readonly isPending: boolean;
  /** The policy that was in effect before, while `policy` is not; `{}`: none was. Undefined while `policy` is in effect. */
  readonly formerPolicy: PropertyMap | undefined;
  /** What GitHub refused to delete, and what stays because of it: why. */
  readonly refused: EntriesByPackage;
  /** Parts of images that are gone: by which rule they were to go. */
  readonly orphanedParts: EntriesByPackage;
  /** What interrupted updates deleted by rules that never came into effect: by which rule. */
  readonly deletedByUnappliedRules: EntriesByPackage;
  /** Those of `deletedByUnappliedRules` that the check has judged, so that an update that ends well clears them; only in the inputs. */
  readonly settling: EntriesByPackage;
  /** What the latest update with something to do has done; only in the state. */
  readonly done: Pick<Outcome, "deleted" | "restored" | "deletedPackages">;
  /** The latest update did not end well: what the next one does belongs to it; only in the state. */
  readonly isInterrupted: boolean;
}

export const NOTHING_REMEMBERED: PolicyMemory = {
  policy: undefined,
  plans: {},
  lastPlan: 0,
  isPending: false,
  formerPolicy: undefined,
  refused: {},
  orphanedParts: {},
  deletedByUnappliedRules: {},
  settling: {},
  done: { deleted: {}, restored: {}, deletedPackages: {} },
  isInterrupted: false,
};

/** A check has planned; the memory is that of the inputs before. */
interface Checked {
  readonly kind: "checked";
  readonly policy: PropertyMap;
  readonly plan: BoundPlan;
  /** Whether the policy differs from that of the inputs before. */
  readonly isChanged: boolean;
  /** Whether the update brings the policy into effect. */
  readonly isInEffect: boolean;
}

/** A check could not plan, or was not to; the memory is that of the inputs before. */
interface NotPlanned {
  readonly kind: "notPlanned";
  readonly policy: PropertyMap;
  /** The plans to keep, where they are not those of the memory. */
  readonly plans?: PlansByNumber;
}

/** An update has ended, well or not; the memory is that of the state before, or nothing of a create. */
interface Updated {
  readonly kind: "applied" | "interrupted";
  /** The memory of the inputs that were applied. */
  readonly checked: PolicyMemory;
  readonly isSamePolicy: boolean;
  /** Whether anything was to be done. */
  readonly hadWork: boolean;
  readonly outcome: Outcome;
  /** Whether a version is known to be gone. */
  readonly isGone: (packageName: string, versionId: number) => boolean;
}

/** A refresh makes inputs from the state; the memory is that of the state. */
interface Refreshed {
  readonly kind: "refreshed";
}

export type MemoryEvent = Checked | NotPlanned | Updated | Refreshed;

export function remember(memory: PolicyMemory, event: MemoryEvent): PolicyMemory {
  switch (event.kind) {
    case "checked":
      return afterCheck(memory, event);
    case "notPlanned":
      return { ...memory, ...nothingPending, policy: event.policy, plans: event.plans ?? memory.plans };
    case "applied":
      return afterUpdate(memory, event);
    case "interrupted":
      return afterInterruption(memory, event);
    case "refreshed":
      return { ...memory, ...nothingPending, plans: {} };
  }
}

/** The policy that the packages have been kept by: what a loosened policy is compared with. Undefined when there is none. */
export function effectivePolicy({ formerPolicy, policy }: PolicyMemory): PropertyMap | undefined {
  return formerPolicy ?? policy;
}

/**
 * The plan of a check that the state does not have as done. A plan on record that is not done is not pending for that: it may be what an
 * interrupted update has left, which nothing shows and the next plan replaces.
 */
export function pendingPlan({ policy, plans, lastPlan, isPending }: PolicyMemory, lastDone: number): BoundPlan {
  return (isPending && policy?.previewOnly !== true && lastPlan > lastDone && plans[lastPlan]) || {};
}

const nothingPending = { isPending: false, settling: {} } as const;

/**
 * The engine shows how new inputs differ from old ones. So a pending plan has a number of its own, and appears as added lines, while plans that are
 * done stay as they are, and show nothing.
 */
function afterCheck(memory: PolicyMemory, { policy, plan, isChanged, isInEffect }: Checked): PolicyMemory {
  const isPending = countEntries(plan) > 0;
  const settles = isInEffect && (isChanged || isPending);
  return {
    ...memory,
    policy,
    ...(isPending
      ? { plans: withNext(memory, plan), lastPlan: memory.lastPlan + 1 }
      : { plans: isChanged ? memory.plans : {} }),
    isPending,
    formerPolicy: isInEffect ? undefined : (effectivePolicy(memory) ?? {}),
    refused: isChanged ? {} : memory.refused,
    orphanedParts: isChanged || isPending ? {} : memory.orphanedParts,
    deletedByUnappliedRules: settles ? {} : memory.deletedByUnappliedRules,
    settling: settles ? memory.deletedByUnappliedRules : {},
  };
}

/**
 * A latest plan that is pending again as it was has not done anything: GitHub refuses it. It makes room for its successor, so that a refusal does not
 * make the state grow. The state's number would tell the same, but `check` is given old inputs and no state.
 */
function withNext({ plans, lastPlan }: PolicyMemory, plan: BoundPlan): PlansByNumber {
  const { [lastPlan]: last, ...others } = plans;
  const kept = last !== undefined && samePlan(last, plan) ? others : plans;
  return { ...carriedPlans(kept), [lastPlan + 1]: plan };
}

function afterUpdate(memory: PolicyMemory, event: Updated): PolicyMemory {
  const { checked, outcome } = event;
  return {
    ...doneAfter(memory, event),
    policy: checked.policy,
    lastPlan: checked.lastPlan > 0 ? checked.lastPlan : memory.lastPlan,
    formerPolicy: checked.formerPolicy,
    refused: outcome.blocked,
    deletedByUnappliedRules: filterEntries(
      memory.deletedByUnappliedRules,
      (name, id) => ofPackage(checked.settling, name)?.[id] === undefined,
    ),
    isInterrupted: false,
  };
}

/** No check could tell later by which rules an interrupted update has deleted: the engine keeps the inputs before it. */
function afterInterruption(memory: PolicyMemory, event: Updated): PolicyMemory {
  const { checked, outcome, isSamePolicy } = event;
  const isCreate = memory.policy === undefined;
  const rules = isCreate || isSamePolicy ? {} : rulesOf(outcome.deleted);
  return {
    ...doneAfter(memory, event),
    ...(isCreate && { policy: checked.policy, formerPolicy: checked.formerPolicy }),
    refused: mergeEntries(memory.refused, outcome.blocked),
    deletedByUnappliedRules: mergeEntries(memory.deletedByUnappliedRules, rules),
    isInterrupted: true,
  };
}

/**
 * An update that had nothing to do leaves what is stored as it was, and one that goes on from an interrupted one adds to it. Orphaned parts that
 * it did not look at stay on record: only a refresh takes them into a plan.
 */
function doneAfter(memory: PolicyMemory, { hadWork, outcome, isGone }: Updated): PolicyMemory {
  const { deleted, restored, deletedPackages } =
    hadWork && !memory.isInterrupted ? NOTHING_REMEMBERED.done : memory.done;
  return {
    ...memory,
    done: {
      deleted: mergeEntries(deleted, outcome.deleted),
      restored: mergeEntries(restored, outcome.restored),
      deletedPackages: { ...deletedPackages, ...outcome.deletedPackages },
    },
    orphanedParts: mergeEntries(
      filterEntries(memory.orphanedParts, (name, id) => !isGone(name, id)),
      outcome.unfinished,
    ),
  };
}
