import type { Place } from "./graph";
import { hasAnyTag, isNamed, isRootAmong, type PackageGraph, type Role } from "./package-graph";

/** Step 8. What a package must have, and would lack. */
export interface Lack {
  /**
   * GitHub deletes neither the last version of a package nor the last tagged version of an image ("You cannot delete the last
   * tagged version of a package. You must delete the package instead."; observed for containers, kairos-io/kairos#4723; not documented).
   */
  readonly tag: boolean;
  /** At most signatures of images that go would stay, which are of no use to anybody. */
  readonly image: boolean;
}

/** Undefined when nothing is lacking. */
export function lackOf(packageGraph: PackageGraph, roles: readonly Role[], kept: Uint8Array): Lack | undefined {
  let anyTag = false;
  let tagKept = false;
  let imageKept = false;
  for (let place = 0; place < kept.length; place++) {
    const tagged = hasAnyTag(packageGraph, place);
    anyTag ||= tagged;
    tagKept ||= tagged && kept[place] === 1;
    imageKept ||= isRootAmong(packageGraph, kept, place);
  }
  const tag = anyTag && !tagKept;
  const image = !imageKept && kept.length > 0 && (roles.includes("root") || !kept.includes(1));
  return tag || image ? { tag, image } : undefined;
}

/**
 * The version to keep then. An image that has a name is best, and an image is better than what hangs on one. Of what is kept already none is
 * found: it would have made up for the lack.
 */
export function newestToRescue(packageGraph: PackageGraph, roles: readonly Role[], lack: Lack): Place | undefined {
  const isRoot = (place: Place): boolean => roles[place] === "root";
  const hasName = (place: Place): boolean => isNamed(packageGraph, place);
  const choices: readonly ((place: Place) => boolean)[] = [
    (place) => hasName(place) && isRoot(place),
    ...(lack.tag ? [hasName] : []),
    ...(lack.image ? [isRoot] : []),
    lack.tag ? (place) => hasAnyTag(packageGraph, place) : () => true,
  ];
  for (const choice of choices) {
    const found = packageGraph.oldestFirst.findLast(choice);
    if (found !== undefined) return found;
  }
  return undefined;
}
