import { type Row, ratio, scaled, times } from "../row";
import { withEmulator } from "../support/emulator-process";
import { measureTask } from "../support/task-process";

const VERSIONS = 10_000;
const SHORT = [1, 99, 101, 250, 1000];

export const list: Row = {
  names: ["list"],
  async run(options) {
    const versions = scaled(VERSIONS, options, 200);
    const ours = await measureList("list", versions);
    const theirs = await measureList("paginate", versions);
    const short = [];
    for (const count of SHORT) short.push({ count, requests: (await measureList("list", count)).traffic.requests });
    const exact = [...short, { count: versions, requests: ours.traffic.requests }];
    const wrong = exact.filter(({ count, requests }) => requests !== Math.ceil(count / 100));
    const part = ratio(ours.seconds, theirs.seconds);
    return [
      {
        row: "list",
        work: `list ${versions} versions`,
        target: "exactly N / 100 requests; a sixth of the time at most",
        reached: wrong.length === 0 && part <= 1 / 6,
        figure: `${times(part)} of the time; requests ${exact.map(({ count, requests }) => `${count}: ${requests}`).join(", ")}`,
        ours: measurementOf("this provider", ours),
        others: [measurementOf("Octokit's paginate", theirs)],
      },
    ];
  },
};

function measureList(task: "list" | "paginate", versions: number) {
  return withEmulator({ packages: 1, versionsEach: versions }, async ({ url, traffic }) => {
    const measured = await measureTask(task, { url, packages: ["lib0"] });
    if (measured.result !== versions) throw new Error(`${task} found ${measured.result} of ${versions} versions`);
    return { ...measured, traffic: await traffic() };
  });
}

function measurementOf(what: string, measured: Awaited<ReturnType<typeof measureList>>) {
  const { requests, counted, refused, mostAtOnce } = measured.traffic;
  const { seconds, cpuSeconds, peakMebibytes } = measured;
  return { what, requests, counted, refused, mostAtOnce, seconds, cpuSeconds, peakMebibytes };
}
