import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type OrganizationProject, startOrganizationProject } from "../../tests/support/organization-project";
import { startPostgres } from "../../tests/support/postgres";
import { type BenchOptions, type Measurement, type Row, scaled } from "../row";
import { type BenchEmulator, withEmulator } from "../support/emulator-process";
import { ProcessTree } from "../support/process-tree";
import { OWNER, tokenOfAccount } from "../support/worlds";

const STACKS = [5, 20, 40] as const;
const PACKAGES_EACH = 25;
const VERSIONS_EACH = 10;
const DELETIONS_EACH = 2;
const TOKENS = 8;

/** The forty stacks of examples/organization, as its commands divide and run them: the first night deletes, the second has nothing to do. */
export const organization: Row = {
  names: ["organization"],
  async run(options) {
    const sizes = STACKS.map((stacks) => scaled(stacks, options, 2));
    const most = Math.max(...sizes);
    const measured: Night[] = [];
    for (const stacks of sizes) measured.push(...(await nights("PostgreSQL", stacks, options)));
    measured.push(...(await nights("files", most, options)));
    const ours = measured.find(({ stacks, deletions }) => stacks === most && deletions > 0) as Night;
    const others = measured.filter((night) => night !== ours);
    const ofFirst = (stacks: number) => measured.find((night) => night.stacks === stacks)?.seconds ?? 0;
    const [fewest = 0] = sizes;
    const refused = measured.reduce((sum, night) => sum + (night.refused ?? 0), 0);
    const exact = measured.every(({ deletions, expected }) => deletions === expected);
    const growth = ofFirst(most) / ofFirst(fewest);
    return [
      {
        row: "organization",
        work: `a night of ${sizes.join(", ")} stacks of ${PACKAGES_EACH} packages with ${TOKENS} tokens, on PostgreSQL and on files`,
        target:
          "each version that the policies name is deleted once, nothing is refused, and the time grows no faster than the stacks",
        reached: refused === 0 && exact && growth <= (most / fewest) * 1.1,
        figure: `${refused} refused; ${growth.toFixed(1)} x the time for ${(most / fewest).toFixed(1)} x the stacks`,
        ours,
        others,
      },
    ];
  },
};

interface Night extends Measurement {
  readonly stacks: number;
  readonly deletions: number;
  readonly expected: number;
}

async function nights(backend: "PostgreSQL" | "files", stacks: number, { tell }: BenchOptions): Promise<Night[]> {
  const packages = stacks * PACKAGES_EACH;
  const size = { packages, versionsEach: VERSIONS_EACH, prereleasesEach: DELETIONS_EACH, accounts: TOKENS };
  const states = backend === "files" ? filesBackend() : await postgresBackend();
  try {
    return await withEmulator(size, async (emulator) => {
      const project = await startOrganizationProject(environment(emulator.url, states.url));
      try {
        await divide(project, stacks);
        await emulator.traffic();
        const results: Night[] = [];
        for (const [which, expected] of [
          ["the first night", packages * DELETIONS_EACH],
          ["the next night", 0],
        ] as const) {
          const night = await runNight(project, emulator, states);
          tell(`  ${stacks} stacks on ${backend}, ${which}: ${night.seconds?.toFixed(0)} s`);
          results.push({ ...night, what: `${stacks} stacks on ${backend}, ${which}`, stacks, expected });
        }
        return results;
      } finally {
        await project.close();
      }
    });
  } finally {
    await states.close();
  }
}

function environment(url: string, backend: string): Record<string, string> {
  const tokens = Array.from({ length: TOKENS }, (_, index) => [`PACKAGES_TOKEN_${index + 1}`, tokenOfAccount(index)]);
  return {
    GITHUB_BASE_URL: url,
    GITHUB_TOKEN: tokenOfAccount(0),
    PULUMI_BACKEND_URL: backend,
    PULUMI_CONFIG_PASSPHRASE: "of the bench",
    PULUMI_DIY_BACKEND_DISABLE_CHECKPOINT_BACKUPS: "false",
    ...Object.fromEntries(tokens),
  };
}

async function divide(project: OrganizationProject, stacks: number): Promise<void> {
  const inventory = `npx pulumi-github-packages inventory --owner ${OWNER} --format json > inventory.json`;
  succeeded(await project.run("sh", "-c", inventory));
  const args = ["inventory.json", "--stacks", String(stacks), "--tokens", String(TOKENS)];
  succeeded(await project.run("node", "scripts/divide.mjs", ...args));
}

async function runNight(project: OrganizationProject, emulator: BenchEmulator, states: States) {
  const before = await states.written();
  const startedAt = Date.now();
  const night = project.start("node", "scripts/run.mjs", "up");
  const tree = new ProcessTree(night.pid);
  succeeded(await night.ended.finally(() => tree.stop()));
  const seconds = (Date.now() - startedAt) / 1000;
  const { cpuSeconds } = tree.stop();
  const { requests, counted, refused, mostAtOnce, mostPointsInMinute, deletions } = await emulator.traffic();
  const after = await states.written();
  const writes = after.writes === undefined ? "" : `, ${after.writes - (before.writes ?? 0)} writes of state`;
  return {
    requests,
    counted,
    refused,
    mostAtOnce,
    mostPointsInMinute,
    seconds,
    ...(cpuSeconds !== undefined && { cpuSeconds }),
    stateBytes: after.bytes - before.bytes,
    deletions,
    note: `${requests + 4 * deletions} points, ${deletions} deletions${writes}`,
  };
}

interface States {
  readonly url: string;
  /** What was written so far: rows that were added or changed, where the backend counts them, and the bytes of what is there. */
  written(): Promise<{ readonly writes?: number; readonly bytes: number }>;
  close(): Promise<void>;
}

async function postgresBackend(): Promise<States> {
  const postgres = await startPostgres();
  return {
    url: postgres.url,
    written: async () => {
      const [[table] = []] = await postgres.query("select to_regclass('pulumi_state') is not null");
      if (table !== "t") return { writes: 0, bytes: 0 };
      const [[writes = 0, bytes = 0] = []] = await postgres.query(
        "select n_tup_ins + n_tup_upd, (select sum(length(data::text)) from pulumi_state) from pg_stat_user_tables where relname = 'pulumi_state'",
      );
      return { writes: Number(writes), bytes: Number(bytes) };
    },
    close: () => postgres.close(),
  };
}

function filesBackend(): States {
  const directory = mkdtempSync(join(tmpdir(), "github-packages-states-"));
  const sizeOf = (path: string): number =>
    readdirSync(path, { withFileTypes: true }).reduce((sum, entry) => {
      const below = join(path, entry.name);
      return sum + (entry.isDirectory() ? sizeOf(below) : statSync(below).size);
    }, 0);
  return {
    url: `file://${directory}`,
    written: async () => ({ bytes: sizeOf(directory) }),
    close: async () => rmSync(directory, { recursive: true, force: true }),
  };
}

function succeeded({
  code,
  stdout,
  stderr,
}: {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}): void {
  if (code !== 0) throw new Error(`a command of examples/organization failed:\n${stdout}${stderr}`);
}
