import { demoImages } from "./scenarios/demo";
import { imagesScenario } from "./scenarios/images";
import type { Scenario } from "./scenarios/scenario";

/** The data sets that have images, the one that takes least to make first. */
const sources: readonly (() => Scenario)[] = [demoImages, imagesScenario];

const made: ReadonlyMap<string, Buffer>[] = [];

/**
 * A config or layer of an image in a built-in data set. They are the same bytes in every run, so they are made when one
 * is first asked for: no start waits for them, and no seed or state file holds them.
 */
export function dataSetBlob(digest: string): Buffer | undefined {
  for (const [index, scenario] of sources.entries()) {
    made[index] ??= scenario().blobs();
    const content = made[index].get(digest);
    if (content) return content;
  }
  return undefined;
}
