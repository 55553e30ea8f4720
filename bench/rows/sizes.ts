import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Measurement, type Row, scaled } from "../row";
import { LATENCY_MS, withEmulator } from "../support/emulator-process";
import { measureTask } from "../support/task-process";
import type { Traffic } from "../support/traffic";

const VERSIONS = 10_000;
const MANIFESTS_AT_ONCE = 16;

export const sizes: Row = {
  names: ["sizes"],
  run(options) {
    const versions = scaled(VERSIONS, options, 200);
    return withEmulator({ packages: 0, versionsEach: 0, images: versions }, async ({ url, traffic }) => {
      const cachePath = mkdtempSync(join(tmpdir(), "github-packages-bench-"));
      const measure = async () => {
        const measured = await measureTask("sizes", { url, cachePath });
        if (measured.result.versions !== versions || measured.result.size.unknown > 0)
          throw new Error(`not all sizes were told: ${JSON.stringify(measured.result)}`);
        return { ...measured, traffic: await traffic() };
      };
      try {
        const [first, second] = [await measure(), await measure()];
        // With a cache, a page more tells that there is none after a full one.
        const lists = Math.floor(versions / 100) + 1;
        const floor = (versions * LATENCY_MS) / MANIFESTS_AT_ONCE / 1000;
        return [
          {
            row: "sizes",
            work: `tell the bytes of ${versions} versions, the first time and the second`,
            target:
              "of the REST API the lists alone, which cost nothing the second time; each manifest is asked for once",
            reached:
              [first, second].every((one) => one.traffic.lists === lists) &&
              first.traffic.manifests === versions &&
              second.traffic.manifests === 0 &&
              second.traffic.counted === 0,
            figure: `${first.traffic.manifests} manifests in ${first.seconds.toFixed(1)} s, where ${MANIFESTS_AT_ONCE} at once take ${floor.toFixed(1)} s at least; then ${second.traffic.manifests} in ${second.seconds.toFixed(1)} s`,
            ours: measurementOf("the first time", first),
            others: [measurementOf("the second time, with a cache", second)],
          },
        ];
      } finally {
        rmSync(cachePath, { recursive: true, force: true });
      }
    });
  },
};

function measurementOf(
  what: string,
  measured: {
    readonly traffic: Traffic;
    readonly seconds: number;
    readonly cpuSeconds: number;
    readonly peakMebibytes: number;
  },
): Measurement {
  const { requests, counted, refused, mostAtOnce, lists, manifests } = measured.traffic;
  const { seconds, cpuSeconds, peakMebibytes } = measured;
  const note = `${lists} lists, ${manifests} manifests`;
  return { what, requests, counted, refused, mostAtOnce, seconds, cpuSeconds, peakMebibytes, note };
}
