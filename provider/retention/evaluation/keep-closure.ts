import type { ImageGraph, Place } from "./graph";

/**
 * Step 5. Spreads what is kept: from an index to what it lists, and from an image to what is attached to it. A referrer that is wanted for its own
 * sake also keeps what it is attached to, which is wanted then too.
 * @param onAdded called with each version that this keeps.
 */
export function spread(
  graph: ImageGraph,
  kept: Uint8Array,
  wanted: Uint8Array,
  from: readonly Place[],
  onAdded: (place: Place) => void,
): void {
  const queue = [...from];
  const keep = (place: Place): void => {
    if (kept[place] === 1) return;
    kept[place] = 1;
    onAdded(place);
    queue.push(place);
  };
  const want = (place: Place): void => {
    if (wanted[place] === 1) return;
    wanted[place] = 1;
    if (kept[place] === 1) queue.push(place);
    else keep(place);
  };
  for (let place = queue.pop(); place !== undefined; place = queue.pop()) {
    graph.dependents[place]?.forEach(keep);
    if (wanted[place] === 1) graph.subjects[place]?.forEach(want);
  }
}

/**
 * Step 6. What is not kept, and yet has no reason to go: no version that goes by a delete rule needs it. Only cycles of manifests are like that, and
 * what hangs on them. Spreading from all of it keeps all of it.
 */
export function notReachedByDeletions(
  graph: ImageGraph,
  kept: Uint8Array,
  matchedBy: readonly (string | undefined)[],
): Place[] {
  const reached = new Uint8Array(kept.length);
  const queue: Place[] = [];
  const reach = (place: Place): void => {
    if (kept[place] === 1 || reached[place] === 1) return;
    reached[place] = 1;
    queue.push(place);
  };
  matchedBy.forEach((rule, place) => {
    if (rule !== undefined) reach(place);
  });
  for (let place = queue.pop(); place !== undefined; place = queue.pop()) graph.dependents[place]?.forEach(reach);
  const left: Place[] = [];
  for (let place = 0; place < kept.length; place++) if (kept[place] === 0 && reached[place] === 0) left.push(place);
  return left;
}
