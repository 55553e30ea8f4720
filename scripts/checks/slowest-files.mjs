import { relative } from "node:path";
import { repositoryRoot } from "../setup/paths.mjs";

const SHOWN = 10;

/**
 * Where the time of a run went.
 *
 * @param {{ file: string, milliseconds: number }[]} files
 */
export function sayWhatWasSlowest(files) {
  const slowest = files.toSorted((a, b) => b.milliseconds - a.milliseconds).slice(0, SHOWN);
  if (slowest.length > 0) {
    console.log("The slowest test files, in seconds:");
  }
  for (const { file, milliseconds } of slowest) {
    console.log(`${(milliseconds / 1000).toFixed(1).padStart(7)}  ${relative(repositoryRoot, file)}`);
  }
}
