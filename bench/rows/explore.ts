import { type Row, scaled } from "../row";
import { measureTask } from "../support/task-process";

const VERSIONS = 100_000;
const PACKAGES = 300;
const MOST_MEGABYTES = 8;

export const explore: Row = {
  names: ["explore"],
  async run(options) {
    const versions = scaled(VERSIONS, options, 1000);
    const packages = scaled(PACKAGES, options, 3);
    const { result, peakMebibytes } = await measureTask("snapshot", { versions, packages });
    const { bytes, encodeSeconds, decodeSeconds } = result;
    const megabytes = bytes / 1e6;
    return [
      {
        row: "explore",
        work: `the data of a page on ${packages} packages with ${result.versions} versions`,
        target: `at most ${MOST_MEGABYTES} MB for ${VERSIONS} versions`,
        reached: megabytes <= MOST_MEGABYTES,
        figure: `${megabytes.toFixed(1)} MB, ${(bytes / result.versions).toFixed(0)} bytes a version`,
        ours: {
          what: "encoded and compressed by the command",
          seconds: encodeSeconds,
          peakMebibytes,
        },
        others: [{ what: "decoded, as the page does", seconds: decodeSeconds }],
      },
    ];
  },
};
