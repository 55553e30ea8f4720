import type { Place } from "./graph";
import { hasAnyTag, type Role, type World } from "./world";

/**
 * GitHub deletes neither the last version of a package nor the last tagged version of an image ("You cannot delete the last
 * tagged version of a package. You must delete the package instead."; observed for containers, kairos-io/kairos#4723; not documented).
 */
export function nothingWouldRemain(world: World, kept: Uint8Array): boolean {
  if (kept.length === 0) return false;
  let anyTag = false;
  let anyKept = false;
  for (let place = 0; place < kept.length; place++) {
    const tagged = hasAnyTag(world, place);
    if (tagged && kept[place] === 1) return false;
    anyTag ||= tagged;
    anyKept ||= kept[place] === 1;
  }
  return anyTag || !anyKept;
}

/** The version to keep then: the newest image that has a name; failing that, whatever satisfies GitHub. */
export function newestToRescue(world: World, roles: readonly Role[]): Place | undefined {
  const ordinary = (place: Place): boolean => (world.ordinaryTags[place]?.length ?? 0) > 0;
  const choices: readonly ((place: Place) => boolean)[] = [
    (place) => ordinary(place) && roles[place] === "root",
    ordinary,
    (place) => hasAnyTag(world, place),
    (place) => roles[place] === "root",
    () => true,
  ];
  for (const choice of choices) {
    const found = world.oldestFirst.findLast(choice);
    if (found !== undefined) return found;
  }
  return undefined;
}
