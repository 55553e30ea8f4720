import { idleProgram, plainProgram, versionsProgram } from "../programs";
import { type BenchOptions, type Measurement, type Row, type RowResult, ratio, scaled, times } from "../row";
import { type BenchEmulator, withEmulator } from "../support/emulator-process";
import { type BenchProject, type CommandCost, costOf, withProject } from "../support/engine-run";
import type { Traffic } from "../support/traffic";

const RESOURCES = 1000;
const MOST_REQUESTS_OF_REFRESH = 12;
const MOST_TIMES_AN_IDLE_PROVIDER = 1.2;

/** Commands that change nothing are run so often, and the quickest counts: the machine has other things to do. */
const REPETITIONS = 3;

/** Saves what need not be measured from writing the state after each resource. */
const WITHOUT_CHECKPOINTS = { PULUMI_EXPERIMENTAL: "true", PULUMI_SKIP_CHECKPOINTS: "true" };

const UP = ["up", "--yes"];
const PREVIEW = ["preview", "--expect-no-changes"];
const REFRESH = ["refresh", "--yes"];

const COMMANDS = ["up", "preview", "refresh"] as const;
type Command = (typeof COMMANDS)[number];

interface Measured {
  readonly cost: CommandCost;
  readonly traffic: Traffic;
}

type Run = Readonly<Record<Command, Measured>> & { readonly stateBytes: number };

/** Rows about a thousand version resources of one package share their runs. */
export const resources: Row = {
  names: ["preview", "refresh", "resources"],
  async run(options, selected) {
    const count = scaled(RESOURCES, options, 10);
    return withEmulator({ packages: 1, versionsEach: count }, async (emulator) => {
      const isFull = selected.has("resources");
      const programs = isFull ? [versionsProgram(count), idleProgram(count)] : [versionsProgram(count)];
      const [ours, idle] = await runPrograms(programs, count, emulator, options);
      if (!ours) throw new Error("nothing was measured");
      const results: RowResult[] = [];
      if (selected.has("preview")) results.push(previewRow(count, ours));
      if (selected.has("refresh")) results.push(refreshRow(count, ours, await plainRefresh(count, options)));
      if (idle) results.push(resourcesRow(count, ours, idle));
      return results;
    });
  },
};

/** Each command for one program after the other, so that whatever else the machine does meets them alike. */
async function runPrograms(
  programs: readonly string[],
  count: number,
  emulator: BenchEmulator,
  { tell }: BenchOptions,
): Promise<Run[]> {
  const isFull = programs.length > 1;
  return withProjects(programs, emulator.url, async (projects) => {
    const runs = projects.map((project) => ({ project, up: [], preview: [], refresh: [] }) as Started);
    const inTurn = async (command: Command, args: string[], repetitions: number, env: Record<string, string> = {}) => {
      for (let index = 0; index < repetitions; index++) {
        for (const run of runs) {
          await emulator.traffic();
          const cost = await run.project.run(args, { env });
          tell(`  ${command} of ${count} resources: ${cost.seconds.toFixed(1)} s`);
          run[command].push({ cost, traffic: await emulator.traffic() });
        }
      }
    };
    await inTurn("up", UP, 1, isFull ? {} : WITHOUT_CHECKPOINTS);
    await inTurn("preview", PREVIEW, isFull ? REPETITIONS : 1);
    await inTurn("refresh", REFRESH, isFull ? REPETITIONS : 1);
    return Promise.all(
      runs.map(async ({ project, up, preview, refresh }) => ({
        up: quickest(up),
        preview: quickest(preview),
        refresh: quickest(refresh),
        stateBytes: await project.stateBytes(),
      })),
    );
  });
}

type Started = Record<Command, Measured[]> & { readonly project: BenchProject };

function withProjects<Result>(
  [program, ...programs]: readonly string[],
  url: string,
  work: (projects: BenchProject[]) => Promise<Result>,
): Promise<Result> {
  if (program === undefined) return work([]);
  return withProject({ program, url }, (project) =>
    withProjects(programs, url, (projects) => work([project, ...projects])),
  );
}

function quickest(measured: Measured[]): Measured {
  return measured.reduce((best, one) => (one.cost.seconds < best.cost.seconds ? one : best));
}

/** One GET for each resource, as a dynamic provider does that is written without a second thought. */
async function plainRefresh(count: number, { tell }: BenchOptions): Promise<Measurement> {
  return withEmulator({ packages: 1, versionsEach: count }, ({ url, traffic }) =>
    withProject({ program: plainProgram(count), url }, async (project: BenchProject) => {
      await project.run(UP, { env: WITHOUT_CHECKPOINTS });
      await traffic();
      const cost = await project.run(REFRESH, { mayFail: true });
      tell(`  refresh with one GET each: ${cost.seconds.toFixed(1)} s, exit code ${cost.code}`);
      const note = cost.code === 0 ? undefined : "the refresh failed";
      return measurementOf("a plain dynamic provider, one GET each", cost, await traffic(), note);
    }),
  );
}

function previewRow(count: number, { preview }: Run): RowResult {
  const { requests } = preview.traffic;
  return {
    row: "preview",
    work: `preview of ${count} unchanged version resources`,
    target: "no request at all",
    reached: requests === 0,
    figure: `${requests} requests`,
    ours: measurementOf("this provider", preview.cost, preview.traffic),
    others: [],
  };
}

function refreshRow(count: number, { refresh }: Run, plain: Measurement): RowResult {
  const { requests } = refresh.traffic;
  return {
    row: "refresh",
    work: `refresh of ${count} version resources of one package`,
    target: `at most ${MOST_REQUESTS_OF_REFRESH} requests in all, for both phases`,
    reached: requests <= MOST_REQUESTS_OF_REFRESH,
    figure: `${requests} requests; the others ${plain.requests}`,
    ours: measurementOf("this provider", refresh.cost, refresh.traffic),
    others: [plain],
  };
}

function resourcesRow(count: number, ours: Run, idle: Run): RowResult {
  const compare = (of: (cost: CommandCost) => number) =>
    COMMANDS.map((command) => ({
      what: command as string,
      value: ratio(of(ours[command].cost), of(idle[command].cost)),
    }));
  const compared = [
    ...compare(({ seconds }) => seconds),
    { what: "state", value: ratio(ours.stateBytes, idle.stateBytes) },
  ];
  const cpu = compare(({ cpuSeconds = Number.NaN }) => cpuSeconds);
  const list = (all: typeof compared) => all.map(({ what, value }) => `${what} ${times(value)}`).join(", ");
  return {
    row: "resources",
    work: `${count} resources: up, preview, refresh, size of the state`,
    target: `within ${MOST_TIMES_AN_IDLE_PROVIDER} x of a dynamic provider that does nothing`,
    reached: compared.every(({ value }) => value <= MOST_TIMES_AN_IDLE_PROVIDER),
    figure: `${list(compared)}; of CPU time ${list(cpu)}`,
    ours: totalOf("this provider", ours),
    others: [totalOf("a dynamic provider that does nothing", idle)],
  };
}

function totalOf(what: string, run: Run): Measurement {
  const all = COMMANDS.map((command) => ({ command, ...run[command] }));
  const most = (of: (cost: CommandCost) => number | undefined) => Math.max(...all.map(({ cost }) => of(cost) ?? 0));
  const note = all
    .map(({ command, cost }) => `${command} ${cost.seconds.toFixed(1)} s (CPU ${cost.cpuSeconds?.toFixed(1) ?? "-"} s)`)
    .join(", ");
  return {
    what,
    requests: all.reduce((sum, { traffic }) => sum + traffic.requests, 0),
    seconds: all.reduce((sum, { cost }) => sum + cost.seconds, 0),
    peakMebibytes: most(({ providerMebibytes }) => providerMebibytes),
    engineMebibytes: most(({ engineMebibytes }) => engineMebibytes),
    stateBytes: run.stateBytes,
    note,
  };
}

function measurementOf(what: string, cost: CommandCost, traffic: Traffic, note?: string): Measurement {
  const { requests, counted, refused, mostAtOnce } = traffic;
  return { what, requests, counted, refused, mostAtOnce, ...costOf(cost), ...(note !== undefined && { note }) };
}
