import type { Bag } from "./resource";

/**
 * What `read` says of something that is confirmed not to be there. A resource that is looked up by its id alone has no state, and is
 * nothing that an update could restore.
 */
export function absenceMessage(what: string, why: string, state: Bag): string {
  if (state.__schema === undefined) return `${what} is not there: ${why}.`;
  return `${what} is gone: ${why}. The next update restores it, if the program declares it.`;
}
