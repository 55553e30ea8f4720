import { fitForTerminal } from "../model/foreign-words";
import type { CheckFailure } from "../resources/resource";

/**
 * A failed check as the engine can show it: the reason names the property. With a property of its own, the engine would print the value that the program
 * gave by that name, which can be a token under a misspelled name, and prints it as Go does: `<nil>`, `map[…]`.
 */
export function presentableFailure({ property, reason }: CheckFailure): CheckFailure {
  const isNamed = property === "" || reason.startsWith(`${property} `);
  return { property: "", reason: fitForTerminal(isNamed ? reason : `${property}: ${reason}`) };
}
