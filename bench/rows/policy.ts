import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { idleProgram, policyProgram } from "../programs";
import { type BenchOptions, type Measurement, type Row, type RowResult, ratio, scaled, times } from "../row";
import { LATENCY_MS, withEmulator } from "../support/emulator-process";
import { type CommandCost, costOf, withProject } from "../support/engine-run";
import { measureTask } from "../support/task-process";
import type { Traffic } from "../support/traffic";

const PACKAGES = 300;
const VERSIONS_EACH = 200;
const PAGES_EACH = VERSIONS_EACH / 100;

/** What this provider has under way at once by default. */
const AT_ONCE = 60;
const MOST_SECONDS_ABOVE_FLOOR = 5;

/** Two versions of each package go: two pages to list, the first once more, one look before deleting, and ten points to delete. */
const MOST_POINTS_EACH = 14;
/** Who the owner is, which packages it has. */
const MOST_POINTS_BESIDE = 10;

/** The quickest of so many previews counts: the machine has other things to do. */
const REPETITIONS = 3;

const EVERY_PACKAGE = ["**"];
const PREVIEW = ["preview"];
const UP = ["up", "--yes"];

interface Measured {
  readonly cost: CommandCost;
  readonly traffic: Traffic;
}

/** A policy over hundreds of packages: its preview, and its `up`. */
export const policy: Row = {
  names: ["policy-preview", "policy-up", "conditional"],
  async run(options, selected) {
    const results: RowResult[] = [];
    const packages = scaled(PACKAGES, options, 3);
    if (selected.has("policy-preview")) results.push(await previewRow(packages, options));
    if (selected.has("policy-up")) results.push(await upRow(packages, options));
    if (selected.has("conditional")) results.push(await conditionalRow(options));
    return results;
  },
};

async function previewRow(packages: number, options: BenchOptions): Promise<RowResult> {
  const previews: Measured[] = [];
  const idles: CommandCost[] = [];
  for (let index = 0; index < REPETITIONS; index++) {
    previews.push(await withPolicy(packages, [], options, ({ run }) => run(PREVIEW)));
    idles.push(await withProject({ program: idleProgram(1) }, ({ run }) => run(PREVIEW)));
  }
  const ours = previews.reduce((best, one) => (one.cost.seconds < best.cost.seconds ? one : best));
  const idle = idles.reduce((best, one) => (one.seconds < best.seconds ? one : best));
  const names = Array.from({ length: packages }, (_, index) => `lib${index}`);
  const sequential = await withEmulator(sizeOf(packages), async ({ url, traffic }) => {
    const { seconds, cpuSeconds, peakMebibytes } = await measureTask("paginate", { url, packages: names });
    const { requests, refused, mostAtOnce } = await traffic();
    return { what: "listing one after another", requests, refused, mostAtOnce, seconds, cpuSeconds, peakMebibytes };
  });
  const floor = (ours.traffic.requests * LATENCY_MS) / 1000 / AT_ONCE;
  const above = ours.cost.seconds - floor;
  const cpu = Math.min(...previews.map(({ cost }, index) => cpuOf(cost) - cpuOf(idles[index])));
  const isExact = ours.traffic.lists === packages * PAGES_EACH;
  return {
    row: "policy-preview",
    work: `preview of a policy over ${packages} packages, ${packages * VERSIONS_EACH} versions`,
    target: `N / 100 requests for each package; at most ${MOST_SECONDS_ABOVE_FLOOR} s above the floor of requests x latency / concurrency`,
    reached: isExact && previews.every(({ traffic }) => traffic.refused === 0) && above <= MOST_SECONDS_ABOVE_FLOOR,
    figure: `${ours.traffic.lists} lists; ${above.toFixed(1)} s above the floor of ${floor.toFixed(1)} s, of which the engine by itself takes ${idle.seconds.toFixed(1)} s; ${cpu.toFixed(1)} s of CPU beyond the engine's own`,
    ours: measurementOf("this provider", ours),
    others: [sequential, { what: "one resource of a dynamic provider that does nothing", ...costOf(idle) }],
  };
}

async function upRow(packages: number, options: BenchOptions): Promise<RowResult> {
  const ours = await withPolicy(packages, [], options, ({ run }) => run(UP));
  const separate = await withPolicy(packages, [], options, async ({ run }) => {
    const phases = [await run(PREVIEW), await run([...UP, "--skip-preview"])];
    return { phases, lists: phases.reduce((sum, { traffic }) => sum + traffic.lists, 0) };
  });
  const deleting = await withPolicy(packages, [0, 1], options, ({ run }) => run(UP), 2 * packages);
  const lists = packages * PAGES_EACH;
  const points = deleting.traffic.requests + 4 * deleting.traffic.deletions;
  const share = ratio(ours.traffic.lists, separate.lists);
  return {
    row: "policy-up",
    work: `up of that policy`,
    target: `each package listed once, for preview and update together; at most ${MOST_POINTS_EACH} points for each where two versions of it go, and ${MOST_POINTS_BESIDE} beside`,
    reached:
      ours.traffic.lists === lists &&
      ours.traffic.refused === 0 &&
      deleting.traffic.refused === 0 &&
      points <= MOST_POINTS_EACH * packages + MOST_POINTS_BESIDE,
    figure: `${ours.traffic.lists} lists of ${lists}; ${times(share)} of those of a preview and an update by themselves; ${points} points where two versions of each go`,
    ours: measurementOf("this provider", ours),
    others: [
      {
        what: "preview, and update without a preview",
        requests: separate.phases.reduce((sum, { traffic }) => sum + traffic.requests, 0),
        refused: separate.phases.reduce((sum, { traffic }) => sum + traffic.refused, 0),
        seconds: separate.phases.reduce((sum, { cost }) => sum + cost.seconds, 0),
        note: `${separate.lists} lists`,
      },
      {
        ...measurementOf("this provider, where 2 versions of each package go", deleting),
        note: `${deleting.traffic.deletions} deletions; ${deleting.traffic.lists} lists, ${deleting.traffic.requests - deleting.traffic.counted} of them unchanged`,
      },
    ],
  };
}

/** The whole of it twice would be more than a minute's points: a fifth is enough to count. */
async function conditionalRow(options: BenchOptions): Promise<RowResult> {
  const packages = scaled(PACKAGES / 5, options, 3);
  const cachePath = await mkdtemp(join(tmpdir(), "github-packages-bench-"));
  const config = { "github-packages:cachePath": cachePath };
  try {
    const [first, second] = await withPolicy(
      packages,
      [],
      options,
      async ({ run }): Promise<[Measured, Measured]> => [await run(PREVIEW), await run(PREVIEW)],
      undefined,
      config,
    );
    return {
      row: "conditional",
      work: `preview of a policy over ${packages} packages that have not changed, with a cache`,
      target: "no request that counts against the hour's limit",
      reached: second.traffic.counted === 0,
      figure: `${second.traffic.counted} of ${second.traffic.requests} count; the first time ${first.traffic.counted}`,
      ours: measurementOf("this provider, the second time", second),
      others: [measurementOf("this provider, the first time", first)],
    };
  } finally {
    await rm(cachePath, { recursive: true, force: true });
  }
}

function cpuOf(cost: CommandCost | undefined): number {
  return cost?.cpuSeconds ?? Number.NaN;
}

interface PolicyProject {
  run(args: string[]): Promise<Measured>;
}

function withPolicy<Result>(
  packages: number,
  goes: readonly number[],
  { tell }: BenchOptions,
  work: (project: PolicyProject) => Promise<Result>,
  maxDeletions?: number,
  config: Record<string, string> = {},
): Promise<Result> {
  return withEmulator(sizeOf(packages), ({ url, traffic }) =>
    withProject({ program: policyProgram(EVERY_PACKAGE, goes, maxDeletions), url, config }, ({ run }) =>
      work({
        run: async (args) => {
          const cost = await run(args);
          tell(`  ${args[0]} of a policy over ${packages} packages: ${cost.seconds.toFixed(1)} s`);
          return { cost, traffic: await traffic() };
        },
      }),
    ),
  );
}

function sizeOf(packages: number) {
  return { packages, versionsEach: VERSIONS_EACH };
}

function measurementOf(what: string, { cost, traffic }: Measured): Measurement {
  const { requests, counted, refused, mostAtOnce, mostPointsInMinute } = traffic;
  return { what, requests, counted, refused, mostAtOnce, mostPointsInMinute, ...costOf(cost) };
}
