import { type BenchOptions, type Row, ratio, scaled, times } from "../row";
import { withEmulator } from "../support/emulator-process";
import { measureTask } from "../support/task-process";

const VERSIONS = 10_000;
const SHORT = [1, 99, 100, 101, 250, 1000];
const MOST_OF_THE_TIME = 1 / 6;

/** The quickest of so many counts, of both: the machine has other things to do. */
const REPETITIONS = 3;

export const list: Row = {
  names: ["list"],
  async run(options) {
    const versions = scaled(VERSIONS, options, 200);
    const ours = await quickest("list", versions);
    const theirs = await quickest("paginate", versions);
    const confirmed = await measureList("list", versions, true);
    const counts = [...(await countShort(options)), { count: versions, requests: ours.traffic.requests }];
    const isExact =
      counts.every(({ count, requests }) => requests === requestsFor(count)) &&
      confirmed.traffic.requests === requestsFor(versions) + 1;
    const part = ratio(ours.seconds, theirs.seconds);
    return [
      {
        row: "list",
        work: `list ${versions} versions`,
        target: "exactly N / 100 requests, rounded up, one more before deletions; a sixth of the time at most",
        reached: isExact && part <= MOST_OF_THE_TIME,
        figure: `${times(part)} of the time; requests ${counts.map(({ count, requests }) => `${count}: ${requests}`).join(", ")}; before deletions ${versions}: ${confirmed.traffic.requests}`,
        ours: measurementOf("this provider", ours),
        others: [
          measurementOf("this provider, before deletions", confirmed),
          measurementOf("Octokit's paginate", theirs),
        ],
      },
    ];
  },
};

/** GitHub sends no `Link` with a single page: a full one without it is not believed to be the last. */
function requestsFor(count: number): number {
  return count === 100 ? 2 : Math.ceil(count / 100);
}

async function countShort({ tell }: BenchOptions) {
  const counts = [];
  for (const count of SHORT) counts.push({ count, requests: (await measureList("list", count)).traffic.requests });
  tell(`  requests of short lists: ${counts.map(({ count, requests }) => `${count}: ${requests}`).join(", ")}`);
  return counts;
}

async function quickest(task: "list" | "paginate", versions: number) {
  const measured = [];
  for (let index = 0; index < REPETITIONS; index++) measured.push(await measureList(task, versions));
  return measured.reduce((best, one) => (one.seconds < best.seconds ? one : best));
}

function measureList(task: "list" | "paginate", versions: number, confirm = false) {
  return withEmulator({ packages: 1, versionsEach: versions }, async ({ url, traffic }) => {
    const measured = await measureTask(task, { url, packages: ["lib0"], confirm });
    if (measured.result !== versions) throw new Error(`${task} found ${measured.result} of ${versions} versions`);
    return { ...measured, traffic: await traffic() };
  });
}

function measurementOf(what: string, measured: Awaited<ReturnType<typeof measureList>>) {
  const { requests, counted, refused, mostAtOnce } = measured.traffic;
  const { seconds, cpuSeconds, peakMebibytes } = measured;
  return { what, requests, counted, refused, mostAtOnce, seconds, cpuSeconds, peakMebibytes };
}
