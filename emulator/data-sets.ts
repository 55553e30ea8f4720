import { demoScenario } from "./scenarios/demo";
import { historiesScenario } from "./scenarios/histories";
import { imagesSeed } from "./scenarios/images";
import { emptySeed } from "./scenarios/scenario";
import type { Seed } from "./seed";

/**
 * The built-in data sets. They never change between runs: digests, ids and ages are the same on every machine. Those
 * with a `now` are about ages, and are moved in time when a world is made of them; `histories` keeps the instants
 * that the npm registry gave.
 */
const dataSets = {
  /** Something of everything, small enough to read. */
  demo: demoScenario,
  /** All publish histories of scripts/collect-publish-histories.mjs, as npm packages: from a dozen versions to thousands. */
  histories: historiesScenario,
  /** Forty container packages with six thousand versions. */
  images: imagesSeed,
  /** Accounts and tokens alone. */
  empty: emptySeed,
} satisfies Readonly<Record<string, () => Seed>>;

export type DataSetName = keyof typeof dataSets;

export const dataSetNames = Object.keys(dataSets) as DataSetName[];

export function isDataSetName(name: string): name is DataSetName {
  return Object.hasOwn(dataSets, name);
}

/** A new copy of a built-in data set. */
export function loadDataSet(name: DataSetName): Seed {
  return dataSets[name]();
}
