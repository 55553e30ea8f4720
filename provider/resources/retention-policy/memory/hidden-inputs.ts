import type { PropertyMap } from "../../resource";
import type { Outcome } from "./outcome";
import { userInputsOf } from "./state";

/**
 * Inputs that no program gives and no diff shows: what a check or a refresh leaves for the checks that follow. What the SDK tells a check
 * besides, `__self`, `__declared` and `__undefined`, goes no further.
 */
export interface HiddenInputs {
  /** The number of the latest run. */
  readonly __run?: number;
  /** The latest run was planned by this very check. */
  readonly __pending?: true;
  /** From the state, by a refresh. */
  readonly __blocked?: Outcome["blocked"];
  /** From the state, by a refresh. */
  readonly __unfinished?: Outcome["unfinished"];
  /** From the state, by a refresh. */
  readonly __overruled?: Outcome["overruled"];
  /** The plan takes what was overruled into account: when its update ends well, nobody needs to know of it any more. */
  readonly __settles?: true;
  /** The policy that was in effect before, while this one is not: it only previews, or could not be shown whole. `{}`: none was. */
  readonly __before?: PropertyMap;
}

/** Those that stay from check to check. */
export function hiddenInputsOf(bag: PropertyMap | undefined): Omit<HiddenInputs, "__pending" | "__settles"> {
  const { __run, __blocked, __unfinished, __overruled, __before } = (bag ?? {}) as HiddenInputs;
  return {
    ...(__run !== undefined && { __run }),
    ...(__blocked && { __blocked }),
    ...(__unfinished && { __unfinished }),
    ...(__overruled && { __overruled }),
    ...(__before && { __before }),
  };
}

/** The rules that the packages have been kept by: what a loosened policy is compared with. */
export function policyInEffect(prior: PropertyMap | undefined): PropertyMap | undefined {
  return prior && (hiddenInputsOf(prior).__before ?? userInputsOf(prior));
}
