import { policyProgram } from "../programs";
import { type BenchOptions, type Measurement, type Row, ratio, scaled, times } from "../row";
import { withEmulator } from "../support/emulator-process";
import { type CommandCost, costOf, withProject } from "../support/engine-run";
import type { Traffic } from "../support/traffic";

const PACKAGES = [300, 1000, 3000, 10_000];
const VERSIONS_EACH = 2;

/** GitHub's limits would hide what the provider itself takes. */
const UNPACED = { "github-packages:pointsPerMinute": "0" };

/** What takes as much for each package, however many there are, has a ratio of 1; what looks at all packages for each has one of 3 or so. */
const MOST_GROWTH = 1.5;

interface Measured {
  readonly cost: CommandCost;
  readonly traffic: Traffic;
}

interface Phases {
  readonly packages: number;
  readonly preview: Measured;
  /** Of `up`, which has a preview of its own. */
  readonly up: Measured;
}

/** One policy over more and more packages: how a preview and its update grow. CPU time counts, because the machine has other things to do. */
export const growth: Row = {
  names: ["growth"],
  async run(options) {
    const all: Phases[] = [];
    for (const size of PACKAGES) all.push(await phasesOf(scaled(size, options, 3), options));
    const updates = all.map(({ preview, up }) => ratio(cpuOf(up) - cpuOf(preview), cpuOf(preview)));
    const previewGrowth = growthOf(all, ({ preview }) => cpuOf(preview));
    const upGrowth = growthOf(all, ({ up }) => cpuOf(up));
    const isExact = all.every(({ preview, up }) => up.traffic.requests === preview.traffic.requests);
    const [ours, ...others] = all.flatMap((phases) => [
      measurementOf("preview", phases.packages, phases.preview),
      measurementOf("up", phases.packages, phases.up),
    ]);
    return [
      {
        row: "growth",
        work: `preview and up of a policy over ${all.map(({ packages }) => packages).join(", ")} packages of ${VERSIONS_EACH} versions each, no limits`,
        target: `an update takes no more CPU than its preview, and no request; the last packages take at most ${MOST_GROWTH} x of the CPU that each of those before took`,
        reached:
          isExact && updates.every((update) => update <= 1) && previewGrowth <= MOST_GROWTH && upGrowth <= MOST_GROWTH,
        figure: `update ${updates.map(times).join(", ")} of its preview; growth of a preview ${times(previewGrowth)}, of an up ${times(upGrowth)}`,
        ours: ours as Measurement,
        others,
      },
    ];
  },
};

function cpuOf({ cost }: Measured): number {
  return cost.cpuSeconds ?? Number.NaN;
}

/** CPU for each package more, from the last size but one to the last, in parts of what it was before. */
function growthOf(all: readonly Phases[], cpu: (phases: Phases) => number): number {
  const [one, two, three] = all.slice(-3) as [Phases, Phases, Phases];
  const each = (from: Phases, to: Phases) => (cpu(to) - cpu(from)) / (to.packages - from.packages);
  return ratio(each(two, three), each(one, two));
}

function phasesOf(packages: number, { tell }: BenchOptions): Promise<Phases> {
  const work = async (command: readonly string[], run: () => Promise<CommandCost>, traffic: () => Promise<Traffic>) => {
    const cost = await run();
    tell(`  ${command[0]} of a policy over ${packages} packages: ${cost.seconds.toFixed(1)} s`);
    return { cost, traffic: await traffic() };
  };
  return withEmulator(
    { packages, versionsEach: VERSIONS_EACH },
    ({ url, traffic }) =>
      withProject({ program: policyProgram(["**"], []), url, config: UNPACED }, async ({ run }) => {
        const measure = (...command: string[]) => work(command, () => run(command), traffic);
        return { packages, preview: await measure("preview"), up: await measure("up", "--yes") };
      }),
    false,
  );
}

function measurementOf(what: string, packages: number, { cost, traffic }: Measured): Measurement {
  return { what: `${what} of ${packages}`, requests: traffic.requests, ...costOf(cost) };
}
