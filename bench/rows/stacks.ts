import { policyProgram } from "../programs";
import { type BenchOptions, type Row, scaled } from "../row";
import { withEmulator } from "../support/emulator-process";
import { costOf, withProject } from "../support/engine-run";
import { OTHER_TOKEN, TOKEN } from "../support/worlds";

/** One of the forty stacks of an organization with 10,000 packages and 10 million versions: docs/scale.md. */
const PACKAGES = 250;
const VERSIONS_EACH = 1000;

/** https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api: 900 points a minute, and a read is one. */
const READS_PER_SECOND = 900 / 60;

const TOKENS = [TOKEN, OTHER_TOKEN];

/** Stacks of a large organization at the same time, each with its packages and a token of its own, as a matrix of jobs runs them. */
export const stacks: Row = {
  names: ["stacks"],
  async run(options) {
    const packages = scaled(PACKAGES, options, 2);
    const size = { packages: packages * TOKENS.length, versionsEach: VERSIONS_EACH };
    return withEmulator(size, async ({ url, traffic }) => {
      const costs = await Promise.all(
        TOKENS.map((token, stack) => previewOf(namesOf(stack, packages), { url, token }, options)),
      );
      const { lists, requests, counted, refused, mostAtOnce, mostPointsInMinute } = await traffic();
      const expected = (packages * VERSIONS_EACH * TOKENS.length) / 100;
      const floor = expected / TOKENS.length / READS_PER_SECOND;
      const seconds = Math.max(...costs.map((cost) => cost.seconds));
      return [
        {
          row: "stacks",
          work: `preview of ${TOKENS.length} stacks at once, each ${packages} packages, ${packages * VERSIONS_EACH} versions, with a token of its own`,
          target: "N / 100 requests for each package, nothing refused; no longer than the points of as many reads last",
          reached: lists === expected && refused === 0 && seconds <= floor,
          figure: `${lists} lists of ${expected}, ${refused} refused; ${seconds.toFixed(0)} s, where ${expected / TOKENS.length} reads at 900 a minute last ${floor.toFixed(0)} s`,
          ours: { what: "both stacks together", requests, counted, refused, mostAtOnce, mostPointsInMinute, seconds },
          others: costs.map((cost, stack) => ({ what: `stack ${stack + 1}`, ...costOf(cost) })),
        },
      ];
    });
  },
};

function namesOf(stack: number, packages: number): string[] {
  return Array.from({ length: packages }, (_, index) => `lib${stack * packages + index}`);
}

function previewOf(names: string[], at: { readonly url: string; readonly token: string }, { tell }: BenchOptions) {
  return withProject({ program: policyProgram(names, []), ...at }, async ({ run }) => {
    const cost = await run(["preview"]);
    tell(`  preview of a stack of ${names.length} packages: ${cost.seconds.toFixed(1)} s`);
    return cost;
  });
}
