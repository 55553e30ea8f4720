import { readFileSync } from "node:fs";
import { dataSetNames, isDataSetName, loadDataSet } from "./data-sets";
import type { Seed } from "./seed";
import { checkedSeed } from "./seed-schema";

/** A seed given as an object, by the name of a data set, or as the path of a JSON file. */
export function resolveSeed(seed: Seed | string): Seed {
  if (typeof seed !== "string") return seed;
  if (isDataSetName(seed)) return loadDataSet(seed);
  const text = attempt(seed, `Name a data set (${dataSetNames.join(", ")}) or a JSON file`, () =>
    readFileSync(seed, "utf8"),
  );
  return attempt(seed, "docs/emulator.md has an example", () => checkedSeed(JSON.parse(text)));
}

function attempt<Result>(seed: string, nextStep: string, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    throw new Error(`read the seed ${seed}: ${(error as Error).message}. ${nextStep}.`, { cause: error });
  }
}
