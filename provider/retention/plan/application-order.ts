import type { PackageGraph, Place } from "../evaluation";

/**
 * Orders places so that each image comes before its children and referrers, the oldest image first. Children and referrers come right after the last
 * image that needs them. So an apply that ends in between leaves at most the parts of one image behind.
 *
 * This is the reverse of the order in which a depth-first walk leaves the places, which has that property also for what hangs
 * below manifests that go round in circles.
 */
export function imagesFirst(packageGraph: PackageGraph, chosen: ReadonlySet<Place>): Place[] {
  const { dependents, needers } = packageGraph.graph;
  const ranks = ranksOf(packageGraph);
  const newestFirst = packageGraph.oldestFirst.filter((place) => chosen.has(place)).reverse();
  const images = newestFirst.filter((place) => !needers[place]?.some((needer) => chosen.has(needer)));
  const seen = new Set<Place>();
  const left: Place[] = [];
  const partsOf = (place: Place): Place[] => {
    const parts = dependents[place]?.filter((part) => chosen.has(part) && !seen.has(part)) ?? [];
    return parts.sort((a, b) => (ranks[a] as number) - (ranks[b] as number));
  };
  const walk = (start: Place): void => {
    if (seen.has(start)) return;
    seen.add(start);
    const path = [{ place: start, parts: partsOf(start) }];
    for (let step = path.at(-1); step !== undefined; step = path.at(-1)) {
      const part = step.parts.pop();
      if (part === undefined) {
        left.push(step.place);
        path.pop();
      } else if (!seen.has(part)) {
        seen.add(part);
        path.push({ place: part, parts: partsOf(part) });
      }
    }
  };
  images.forEach(walk);
  newestFirst.forEach(walk);
  return left.reverse();
}

function ranksOf(packageGraph: PackageGraph): Uint32Array {
  const ranks = new Uint32Array(packageGraph.versions.length);
  packageGraph.oldestFirst.forEach((place, rank) => {
    ranks[place] = rank;
  });
  return ranks;
}
