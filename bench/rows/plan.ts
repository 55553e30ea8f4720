import { type Row, scaled } from "../row";
import { measureTask } from "../support/task-process";

const VERSIONS = 100_000;
const NAIVE_VERSIONS = 5_000;
const MOST_CPU_SECONDS = 2;
const MOST_MEBIBYTES = 300;

export const plan: Row = {
  names: ["plan"],
  async run(options) {
    const versions = scaled(VERSIONS, options, 1000);
    const naiveVersions = scaled(NAIVE_VERSIONS, options, 100);
    const ours = (await measureTask("plan", { versions })).result;
    const naive = (await measureTask("planNaively", { versions: naiveVersions })).result;
    return [
      {
        row: "plan",
        work: `plan ${versions} versions, ten rules, an image graph`,
        target: `under ${MOST_CPU_SECONDS} s of CPU and ${MOST_MEBIBYTES} MiB`,
        reached: ours.cpuSeconds < MOST_CPU_SECONDS && ours.peakMebibytes < MOST_MEBIBYTES,
        figure: `${ours.cpuSeconds.toFixed(2)} s, ${Math.round(ours.peakMebibytes)} MiB`,
        ours: costOf("this provider", ours),
        others: [costOf(`the naive planner of the tests, ${naiveVersions} versions`, naive)],
      },
    ];
  },
};

function costOf(
  what: string,
  cost: { elapsedSeconds: number; cpuSeconds: number; peakMebibytes: number; deletions: number },
) {
  const { elapsedSeconds: seconds, cpuSeconds, peakMebibytes, deletions } = cost;
  return { what, seconds, cpuSeconds, peakMebibytes, note: `${deletions} to delete` };
}
