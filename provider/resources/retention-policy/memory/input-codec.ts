import type { PropertyMap } from "../../resource";
import type { EntriesByPackage } from "./outcome";
import type { PlansByNumber } from "./plans";
import { NOTHING_REMEMBERED, type PolicyMemory } from "./policy-memory";

/**
 * Inputs that no program gives: `runs` is shown, and no diff shows those that begin with `__`. What the SDK tells a check besides, `__self`,
 * `__declared` and `__undefined`, goes no further.
 */
interface RememberedInputs {
  readonly runs?: PlansByNumber;
  readonly __run?: number;
  readonly __pending?: true;
  readonly __before?: PropertyMap;
  readonly __blocked?: EntriesByPackage;
  readonly __unfinished?: EntriesByPackage;
  readonly __overruled?: EntriesByPackage;
  readonly __settles?: EntriesByPackage;
}

const COMPUTED = ["runs", "blocked", "deleted", "restored", "deletedPackages"];

/** The inputs that the program gives, without what `check` computes. */
export function userInputsOf(inputs: PropertyMap): PropertyMap {
  const given = Object.entries(inputs).filter(([name]) => !name.startsWith("__") && !COMPUTED.includes(name));
  return Object.fromEntries(given);
}

export function encodeInputs(memory: PolicyMemory): PropertyMap {
  const { plans, lastPlan, isPending, formerPolicy } = memory;
  const remembered: RememberedInputs = {
    ...(Object.keys(plans).length > 0 && { runs: plans }),
    ...(lastPlan > 0 && { __run: lastPlan }),
    ...(isPending && { __pending: true }),
    ...(formerPolicy && { __before: formerPolicy }),
    ...unlessEmpty("__blocked", memory.refused),
    ...unlessEmpty("__unfinished", memory.orphanedParts),
    ...unlessEmpty("__overruled", memory.deletedByUnappliedRules),
    ...unlessEmpty("__settles", memory.settling),
  };
  return { ...memory.policy, ...remembered };
}

/** @param inputs of the last update, or of a check; undefined when there are none yet. */
export function decodeInputs(inputs: PropertyMap | undefined): PolicyMemory {
  if (!inputs) return NOTHING_REMEMBERED;
  const { runs, __run, __pending, __before, __blocked, __unfinished, __overruled, __settles } =
    inputs as RememberedInputs;
  return {
    ...NOTHING_REMEMBERED,
    policy: userInputsOf(inputs),
    plans: runs ?? {},
    lastPlan: Number(__run ?? 0),
    isPending: __pending === true,
    formerPolicy: __before,
    refused: __blocked ?? {},
    orphanedParts: __unfinished ?? {},
    deletedByUnappliedRules: __overruled ?? {},
    settling: __settles ?? {},
  };
}

function unlessEmpty(name: string, entries: EntriesByPackage): Record<string, EntriesByPackage> {
  return Object.keys(entries).length > 0 ? { [name]: entries } : {};
}
