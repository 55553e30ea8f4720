/** What the bench measures in processes of their own: this provider's client and planner, and what they are compared with. */
import { throttling } from "@octokit/plugin-throttling";
import { Octokit } from "@octokit/rest";
import { connectToRegistry } from "../provider/connect";
import { readSizes } from "../provider/functions/sizes";
import { createPackagesApi } from "../provider/github";
import type { PackageRef } from "../provider/model/reference";
import { resolveSettings } from "../provider/settings";
import { naivePlanCost, planCost } from "./plan.bench";
import { snapshotCost } from "./support/snapshots";
import { IMAGES, OWNER, TOKEN } from "./support/worlds";

interface At {
  readonly url: string;
}

export const tasks = {
  /** Lists the versions of packages by this provider's client. Returns how many there are. `confirm`: as before deletions. */
  async list({ url, packages, confirm = false }: At & { packages: string[]; confirm?: boolean }): Promise<number> {
    const api = clientOf(url);
    const lists = await Promise.all(
      packages.map((name) => api.listVersions(refTo(name), { recheckFirstPage: confirm })),
    );
    return lists.reduce((sum, { length }) => sum + length, 0);
  },

  /** The same by Octokit's `paginate`: one page after another, one package after another. */
  async paginate({ url, packages }: At & { packages: string[] }): Promise<number> {
    const octokit = new Octokit({ baseUrl: url, auth: TOKEN });
    let count = 0;
    for (const name of packages) {
      const versions = await octokit.paginate(octokit.rest.packages.getAllPackageVersionsForPackageOwnedByOrg, {
        org: OWNER,
        package_type: "npm",
        package_name: name,
        per_page: 100,
      });
      count += versions.length;
    }
    return count;
  },

  /** Deletes versions all at once, by Octokit with its throttling plugin as it comes. */
  async deleteThrottled({ url, ids }: At & { ids: number[] }): Promise<Deletions> {
    const Throttled = Octokit.plugin(throttling);
    const octokit = new Throttled({
      baseUrl: url,
      auth: TOKEN,
      throttle: { onRateLimit: () => true, onSecondaryRateLimit: () => true },
    });
    return deleteAll(octokit, ids);
  },

  /** Deletes versions all at once, and nothing holds it back. */
  async deleteUnpaced({ url, ids }: At & { ids: number[] }): Promise<Deletions> {
    return deleteAll(new Octokit({ baseUrl: url, auth: TOKEN, log: SILENT }), ids);
  },

  /** Lists the images and counts their bytes, as `inventory --sizes` does. */
  async sizes({ url, cachePath }: At & { cachePath: string }) {
    const ref: PackageRef = { owner: refTo("").owner, packageType: "container", name: IMAGES };
    const versions = await clientOf(url, cachePath).listVersions(ref);
    const reader = await connectToRegistry(settingsOf(url, cachePath), { clock, logger });
    const sizes = await readSizes(reader, ref, versions);
    return { versions: versions.length, size: sizes.of(versions.map(({ name }) => name)) };
  },

  plan: ({ versions }: { versions: number }) => planCost(versions),
  snapshot: ({ versions, packages }: { versions: number; packages: number }) => snapshotCost(versions, packages),
  planNaively: ({ versions }: { versions: number }) => naivePlanCost(versions),
};

export type TaskName = keyof typeof tasks;
export type TaskInput<Name extends TaskName> = Parameters<(typeof tasks)[Name]>[0];
export type TaskResult<Name extends TaskName> = Awaited<ReturnType<(typeof tasks)[Name]>>;

export interface Deletions {
  readonly deleted: number;
  readonly failed: number;
}

const nothing = () => undefined;
const SILENT = { debug: nothing, info: nothing, warn: nothing, error: nothing };

function refTo(name: string): PackageRef {
  return { owner: { kind: "organization", login: OWNER }, packageType: "npm", name };
}

const clock = {
  now: () => Date.now(),
  sleep: (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds)),
};
const logger = { ...SILENT, progress: nothing };

function clientOf(url: string, cachePath?: string) {
  return createPackagesApi(settingsOf(url, cachePath), { clock, logger, guard: { assertAlive: async () => {} } });
}

function settingsOf(url: string, cachePath?: string) {
  const env = { GITHUB_BASE_URL: url, GITHUB_TOKEN: TOKEN, ...(cachePath && { GITHUB_CACHE_PATH: cachePath }) };
  return resolveSettings({ config: () => undefined, env });
}

async function deleteAll(octokit: Octokit, ids: readonly number[]): Promise<Deletions> {
  const outcomes = await Promise.allSettled(
    ids.map((id) =>
      octokit.rest.packages.deletePackageVersionForOrg({
        org: OWNER,
        package_type: "npm",
        package_name: "lib0",
        package_version_id: id,
      }),
    ),
  );
  const deleted = outcomes.filter(({ status }) => status === "fulfilled").length;
  return { deleted, failed: outcomes.length - deleted };
}
