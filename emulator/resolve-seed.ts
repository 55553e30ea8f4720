import { readFileSync } from "node:fs";
import { dataSetNames, isDataSetName, loadDataSet } from "./data-sets";
import type { Seed } from "./seed";

/** A seed given as an object, by the name of a data set, or as the path of a JSON file. */
export function resolveSeed(seed: Seed | string): Seed {
  if (typeof seed !== "string") return seed;
  if (isDataSetName(seed)) return loadDataSet(seed);
  try {
    return JSON.parse(readFileSync(seed, "utf8")) as Seed;
  } catch (error) {
    throw new Error(
      `read the seed ${seed}: ${(error as Error).message}. Name a data set (${dataSetNames.join(", ")}) or a JSON file.`,
      { cause: error },
    );
  }
}
