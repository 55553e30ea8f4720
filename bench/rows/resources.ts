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

interface Run {
  readonly up: CommandCost;
  readonly preview: CommandCost;
  readonly refresh: CommandCost;
  readonly stateBytes: number;
  readonly traffic: { readonly up: Traffic; readonly preview: Traffic; readonly refresh: Traffic };
}

/** Rows about a thousand version resources of one package share their runs. */
export const resources: Row = {
  names: ["preview", "refresh", "resources"],
  async run(options, selected) {
    const count = scaled(RESOURCES, options, 10);
    return withEmulator({ packages: 1, versionsEach: count }, async (emulator) => {
      const isFull = selected.has("resources");
      const ours = await runProgram(versionsProgram(count), count, emulator, options, isFull);
      const results: RowResult[] = [];
      if (selected.has("preview")) results.push(previewRow(count, ours));
      if (selected.has("refresh")) results.push(refreshRow(count, ours, await plainRefresh(count, options)));
      if (isFull) {
        const idle = await runProgram(idleProgram(count), count, emulator, options, true);
        results.push(resourcesRow(count, ours, idle));
      }
      return results;
    });
  },
};

async function runProgram(
  program: string,
  count: number,
  emulator: BenchEmulator,
  { tell }: BenchOptions,
  isFull: boolean,
): Promise<Run> {
  return withProject({ program, url: emulator.url }, async (project) => {
    await emulator.traffic();
    const measure = async (args: string[], env: Record<string, string> = {}) => {
      const cost = await project.run(args, { env });
      tell(`  ${args[0]} of ${count} resources: ${cost.seconds.toFixed(1)} s`);
      return { cost, traffic: await emulator.traffic() };
    };
    const up = await measure(UP, isFull ? {} : WITHOUT_CHECKPOINTS);
    const repetitions = isFull ? REPETITIONS : 1;
    const previews = [];
    for (let index = 0; index < repetitions; index++) previews.push(await measure(PREVIEW));
    const refreshes = [];
    for (let index = 0; index < repetitions; index++) refreshes.push(await measure(REFRESH));
    const [preview, refresh] = [quickest(previews), quickest(refreshes)];
    return {
      up: up.cost,
      preview: preview.cost,
      refresh: refresh.cost,
      stateBytes: await project.stateBytes(),
      traffic: { up: up.traffic, preview: preview.traffic, refresh: refresh.traffic },
    };
  });
}

function quickest<Measured extends { readonly cost: CommandCost }>(measured: Measured[]): Measured {
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

function previewRow(count: number, ours: Run): RowResult {
  const { requests } = ours.traffic.preview;
  return {
    row: "preview",
    work: `preview of ${count} unchanged version resources`,
    target: "no request at all",
    reached: requests === 0,
    figure: `${requests} requests`,
    ours: measurementOf("this provider", ours.preview, ours.traffic.preview),
    others: [],
  };
}

function refreshRow(count: number, ours: Run, plain: Measurement): RowResult {
  const { requests } = ours.traffic.refresh;
  return {
    row: "refresh",
    work: `refresh of ${count} version resources of one package`,
    target: `at most ${MOST_REQUESTS_OF_REFRESH} requests in all, for both phases`,
    reached: requests <= MOST_REQUESTS_OF_REFRESH,
    figure: `${requests} requests; the others ${plain.requests}`,
    ours: measurementOf("this provider", ours.refresh, ours.traffic.refresh),
    others: [plain],
  };
}

function resourcesRow(count: number, ours: Run, idle: Run): RowResult {
  const compared = (["up", "preview", "refresh"] as const).map((command) => ({
    what: command as string,
    value: ratio(ours[command].seconds, idle[command].seconds),
  }));
  const all = [...compared, { what: "state", value: ratio(ours.stateBytes, idle.stateBytes) }];
  return {
    row: "resources",
    work: `${count} resources: up, preview, refresh, size of the state`,
    target: `within ${MOST_TIMES_AN_IDLE_PROVIDER} x of a dynamic provider that does nothing`,
    reached: all.every(({ value }) => value <= MOST_TIMES_AN_IDLE_PROVIDER),
    figure: all.map(({ what, value }) => `${what} ${times(value)}`).join(", "),
    ours: totalOf("this provider", ours),
    others: [totalOf("a dynamic provider that does nothing", idle)],
  };
}

function totalOf(what: string, { up, preview, refresh, stateBytes, traffic }: Run): Measurement {
  const all = [up, preview, refresh];
  const parts = { up, preview, refresh };
  const note = Object.entries(parts)
    .map(
      ([name, { seconds, cpuSeconds }]) => `${name} ${seconds.toFixed(1)} s (CPU ${cpuSeconds?.toFixed(1) ?? "-"} s)`,
    )
    .join(", ");
  const most = (of: (cost: CommandCost) => number | undefined) => Math.max(...all.map((cost) => of(cost) ?? 0));
  return {
    what,
    requests: traffic.up.requests + traffic.preview.requests + traffic.refresh.requests,
    seconds: all.reduce((sum, { seconds }) => sum + seconds, 0),
    peakMebibytes: most(({ providerMebibytes }) => providerMebibytes),
    engineMebibytes: most(({ engineMebibytes }) => engineMebibytes),
    stateBytes,
    note,
  };
}

function measurementOf(what: string, cost: CommandCost, traffic: Traffic, note?: string): Measurement {
  const { requests, counted, refused, mostAtOnce } = traffic;
  return { what, requests, counted, refused, mostAtOnce, ...costOf(cost), ...(note !== undefined && { note }) };
}
