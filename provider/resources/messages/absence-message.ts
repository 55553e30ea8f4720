import type { PropertyMap } from "../resource";

/** GitHub says 404 of it, and leaves it out of its lists. */
const LOOKS_THE_SAME = "what this token may not see looks the same";

/**
 * What `read` says of something that is confirmed not to be there. A resource that is looked up by its id alone has no state, and is
 * nothing that an update could restore.
 * @param isCertain whether GitHub says itself that it is deleted.
 */
export function absenceMessage(what: string, why: string, state: PropertyMap, isCertain = false): string {
  const rights = isCertain ? "" : `; ${LOOKS_THE_SAME}`;
  if (state.__schema === undefined) return `${what} is not there: ${why}${rights}.`;
  return `${what} is gone: ${why}${rights}. The next update restores it, if it was deleted and the program declares it.`;
}
