import { fitForTerminal } from "../model/foreign-words";
import type { CheckFailure, PropertyMap } from "../resources/resource";

/**
 * A failed check as the engine can show it. With a property it shows `property NAME value {VALUE} has a problem: REASON`, where VALUE is what the
 * program gave by exactly that name, as Go prints it: `<nil>` for what was not given and for a path, `map[…]` for a list or an object. So only what reads
 * well is left to it; else the reason names the property.
 */
export function presentableFailure({ property, reason }: CheckFailure, given: PropertyMap): CheckFailure {
  if (["string", "number", "boolean"].includes(typeof given[property])) {
    return { property, reason: fitForTerminal(reason) };
  }
  const isNamed = property === "" || reason.startsWith(`${property} `);
  return { property: "", reason: fitForTerminal(isNamed ? reason : `${property}: ${reason}`) };
}
