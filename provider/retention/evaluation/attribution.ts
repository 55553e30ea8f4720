import type { Evaluation } from "./evaluate";
import type { Place } from "./graph";
import type { PackageGraph } from "./package-graph";

/** Under which rule a version goes, and with which image when it does not go by itself. */
export interface Attribution {
  readonly rule: string;
  readonly with?: Place;
}

/**
 * Step 9. A version that a delete rule matches goes under that rule. Any other version goes with the oldest matched version that needs it, however far
 * up. So a part that several images share is always told of the same image.
 */
export function attribute(packageGraph: PackageGraph, evaluation: Evaluation): ReadonlyMap<Place, Attribution> {
  const { matchedBy, kept } = evaluation;
  const attributed = new Map<Place, Attribution>();
  const visited = new Uint8Array(kept.length);
  for (const image of packageGraph.oldestFirst) {
    const rule = matchedBy[image];
    if (rule === undefined || kept[image] === 1) continue;
    attributed.set(image, { rule });
    const queue = [image];
    for (let place = queue.pop(); place !== undefined; place = queue.pop()) {
      if (visited[place] === 1 || kept[place] === 1) continue;
      visited[place] = 1;
      if (matchedBy[place] === undefined) attributed.set(place, { rule, with: image });
      for (const dependent of packageGraph.graph.dependents[place] ?? []) queue.push(dependent);
    }
  }
  return attributed;
}
