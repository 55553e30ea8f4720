import type { RateLimitOptions } from "../../emulator";
import { policyProgram } from "../programs";
import { type BenchOptions, type Measurement, type Row, type RowResult, ratio, scaled, times } from "../row";
import { withEmulator } from "../support/emulator-process";
import { withProject } from "../support/engine-run";
import { measureTask } from "../support/task-process";
import type { Traffic } from "../support/traffic";
import { firstVersionId } from "../support/worlds";

const DELETIONS = 1000;
const THROTTLED = 200;
const KEPT = 20;
const MOST_TIMES_THE_FLOOR = 1.1;

/** https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api: 5 points each of 900 a minute. */
const FLOOR_SECONDS_EACH = (5 / 900) * 60;

type Window = NonNullable<RateLimitOptions["window"]>;

/** Deleting takes minutes and little work, so everything that is compared goes on at the same time, each against an emulator of its own. */
export const deletions: Row = {
  names: ["delete"],
  async run(options) {
    const count = scaled(DELETIONS, options, 10);
    const throttledCount = scaled(THROTTLED, options, 5);
    const [sliding, fixed, throttled, unpaced] = await Promise.all([
      byPolicy(count, "sliding", options),
      byPolicy(count, "fixed", options),
      byOctokit("deleteThrottled", throttledCount, "Octokit's throttling plugin as it comes"),
      byOctokit("deleteUnpaced", count, "a client without a pace"),
    ]);
    return [rowOf(count, { sliding, fixed, throttled, unpaced })];
  },
};

interface ByPolicy {
  readonly seconds: number;
  readonly traffic: Traffic;
  readonly peakMebibytes: number | undefined;
}

interface Compared {
  readonly sliding: ByPolicy;
  readonly fixed: ByPolicy;
  readonly throttled: Measurement & { readonly each: number };
  readonly unpaced: Measurement & { readonly each: number };
}

function rowOf(count: number, { sliding, fixed, throttled, unpaced }: Compared): RowResult {
  const floor = count * FLOOR_SECONDS_EACH;
  const toFloor = [sliding, fixed].map(({ traffic }) => ratio(traffic.deletionSpan, floor));
  const refusals = sliding.traffic.refused + fixed.traffic.refused;
  return {
    row: "delete",
    work: `delete ${count} versions by a policy, GitHub's minutes sliding and fixed`,
    target: `within ${MOST_TIMES_THE_FLOOR} x of the documented floor, nothing refused; a client without a pace is refused`,
    reached: Math.max(...toFloor) <= MOST_TIMES_THE_FLOOR && refusals === 0 && (unpaced.refused ?? 0) > 0,
    figure: `${toFloor.map(times).join(" and ")} of the floor of ${floor.toFixed(0)} s; the plugin ${times(ratio(throttled.each, FLOOR_SECONDS_EACH))}`,
    ours: measurementOf("this provider, minutes sliding", sliding),
    others: [measurementOf("this provider, minutes fixed", fixed), throttled, unpaced],
  };
}

/** From the first deletion to the last answer; what the engine takes around it is in `seconds`. */
function byPolicy(count: number, window: Window, { tell }: BenchOptions): Promise<ByPolicy> {
  const versionsEach = count + KEPT;
  const goes = Array.from({ length: count }, (_, index) => index);
  return withEmulator(
    { packages: 1, versionsEach },
    ({ url, traffic, countVersions }) =>
      withProject({ program: policyProgram(["lib0"], goes, count), url }, async ({ run }) => {
        const cost = await run(["up", "--yes"]);
        const left = await countVersions("lib0");
        if (left !== KEPT) throw new Error(`${left} versions are left of ${versionsEach}, and ${KEPT} were to stay`);
        tell(`  ${count} deletions, minutes ${window}: ${cost.seconds.toFixed(0)} s for all of it`);
        return { seconds: cost.seconds, traffic: await traffic(), peakMebibytes: cost.providerMebibytes };
      }),
    { window },
  );
}

function byOctokit(task: "deleteThrottled" | "deleteUnpaced", count: number, what: string) {
  const ids = Array.from({ length: count }, (_, index) => firstVersionId(0) + index);
  return withEmulator({ packages: 1, versionsEach: count + KEPT }, async ({ url, traffic }) => {
    const { result, cpuSeconds, peakMebibytes } = await measureTask(task, { url, ids });
    const { requests, counted, refused, mostAtOnce, mostPointsInMinute, deletionSpan } = await traffic();
    const note = `${result.deleted} deleted, ${result.failed} lost`;
    const seconds = deletionSpan;
    const each = deletionSpan / count;
    return {
      what,
      requests,
      counted,
      refused,
      mostAtOnce,
      mostPointsInMinute,
      seconds,
      cpuSeconds,
      peakMebibytes,
      note,
      each,
    };
  });
}

function measurementOf(what: string, { seconds, traffic, peakMebibytes }: ByPolicy): Measurement {
  const { requests, counted, refused, mostAtOnce, mostPointsInMinute, deletionSpan } = traffic;
  const note = `${deletionSpan.toFixed(1)} s from the first deletion to the last answer`;
  return {
    what,
    requests,
    counted,
    refused,
    mostAtOnce,
    mostPointsInMinute,
    seconds,
    note,
    ...(peakMebibytes !== undefined && { peakMebibytes }),
  };
}
