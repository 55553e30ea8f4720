import { type BenchOptions, type Row, type RowResult, scaled } from "../row";
import { keyPressTimes } from "../support/key-press";
import { measureTask } from "../support/task-process";

const VERSIONS = 100_000;
const PACKAGES = 300;
const MOST_MEGABYTES = 8;
const MOST_MILLISECONDS = 200;

export const explore: Row = {
  names: ["explore", "explore-page"],
  async run(options, selected) {
    return [
      ...(selected.has("explore") ? [await dataOfPage(options)] : []),
      ...(selected.has("explore-page") ? [await keyPresses(options)] : []),
    ];
  },
};

async function dataOfPage(options: BenchOptions): Promise<RowResult> {
  const versions = scaled(VERSIONS, options, 1000);
  const packages = scaled(PACKAGES, options, 3);
  const { result, peakMebibytes } = await measureTask("snapshot", { versions, packages });
  const { bytes, encodeSeconds, decodeSeconds } = result;
  const megabytes = bytes / 1e6;
  return {
    row: "explore",
    work: `the data of a page on ${packages} packages with ${result.versions} versions`,
    target: `at most ${MOST_MEGABYTES} MB for ${VERSIONS} versions`,
    reached: megabytes <= MOST_MEGABYTES,
    figure: `${megabytes.toFixed(1)} MB, ${(bytes / result.versions).toFixed(0)} bytes a version`,
    ours: { what: "encoded and compressed by the command", seconds: encodeSeconds, peakMebibytes },
    others: [{ what: "decoded, as the page does", seconds: decodeSeconds }],
  };
}

async function keyPresses(options: BenchOptions): Promise<RowResult> {
  const versions = scaled(VERSIONS, options, 1000);
  const packages = scaled(PACKAGES, options, 3);
  const [first = Number.NaN, ...others] = await keyPressTimes(versions, packages);
  const sorted = [...others].sort((a, b) => a - b);
  const median = sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
  return {
    row: "explore-page",
    work: `a key press in a rule, to the picture of the new plan of ${versions} versions in ${packages} packages`,
    target: `${MOST_MILLISECONDS} ms`,
    reached: median <= MOST_MILLISECONDS,
    figure: `${Math.round(median)} ms, the first ${Math.round(first)} ms`,
    ours: {
      what: "in Chromium",
      seconds: median / 1000,
      note: `${sorted.length + 1} key presses; the quickest ${Math.round(sorted[0] ?? Number.NaN)} ms`,
    },
    others: [],
  };
}
