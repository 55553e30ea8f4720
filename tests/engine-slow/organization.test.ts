/**
 * examples/organization, as its README says: forty stacks of 25 packages, eight tokens with GitHub's limits, and their states in one PostgreSQL server.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { type Emulator, startEmulator } from "../../emulator";
import type { Seed } from "../../emulator/seed";
import { type OrganizationProject, startOrganizationProject } from "../support/organization-project";
import { type Postgres, startPostgres } from "../support/postgres";
import { findDescendants } from "../support/processes";
import { until } from "../support/until";

jest.setTimeout(900_000);

const PACKAGES = 1000;
const STACKS = 40;
const TOKENS = 8;
const HOUR = 3_600_000;

const accounts = Array.from({ length: TOKENS }, (_, index) => `machine-${index + 1}`);

/** Two old prereleases, a young one and a release in each package. */
function seed(): Seed {
  const ago = (days: number) => new Date(Date.now() - days * 24 * HOUR).toISOString();
  return {
    accounts: [
      { login: "acme", id: 1, type: "Organization" },
      ...accounts.map((login, index) => ({ login, id: index + 2, type: "User" as const })),
    ],
    tokens: accounts.map((login) => ({
      token: `token-of-${login}`,
      kind: "classic",
      login,
      scopes: ["repo", "read:packages", "write:packages", "delete:packages"],
    })),
    packages: Array.from({ length: PACKAGES }, (_, index) => ({
      owner: "acme",
      packageType: "npm",
      name: `lib${index}`,
      visibility: "private",
      createdAt: ago(400),
      versions: [
        { name: "1.0.0-rc.1", createdAt: ago(90) },
        { name: "1.0.0-rc.2", createdAt: ago(60) },
        { name: "1.0.0", createdAt: ago(50) },
        { name: "1.1.0-rc.1", createdAt: ago(2) },
      ],
    })),
    nextId: 1_000_000,
  };
}

let postgres: Postgres;
let emulator: Emulator;
let project: OrganizationProject;
beforeAll(async () => {
  postgres = await startPostgres();
  emulator = await startEmulator({ seed: seed() });
  project = await startOrganizationProject({
    GITHUB_BASE_URL: emulator.url,
    PULUMI_BACKEND_URL: postgres.url,
    PULUMI_CONFIG_PASSPHRASE: "of the organization",
    ...Object.fromEntries(accounts.map((login, index) => [`PACKAGES_TOKEN_${index + 1}`, `token-of-${login}`])),
  });
});
afterAll(async () => {
  await project?.close();
  await emulator?.close();
  await postgres?.close();
});

const stackNames = Array.from({ length: STACKS }, (_, index) => `share-${String(index + 1).padStart(2, "0")}`);

/** `lib7 1.0.0` of every version that is there. */
function present(): string[] {
  return emulator.world
    .snapshot()
    .packages.flatMap(({ name, versions }) =>
      versions.flatMap((version) => (version.deletedAt === undefined ? [`${name} ${version.name}`] : [])),
    )
    .sort();
}

/** What the policies keep. */
const kept = Array.from({ length: PACKAGES }, (_, index) => [`lib${index} 1.0.0`, `lib${index} 1.1.0-rc.1`])
  .flat()
  .sort();

/** Stack → the names of its policy's packages, as the backend has them. */
async function packagesInStates(): Promise<Map<string, string[]>> {
  const rows = await postgres.query(
    "select key, data->>'data' from pulumi_state where key like '%/.pulumi/stacks/%.json' order by key",
  );
  return new Map(
    rows.flatMap(([key = "", data = ""]): [string, string[]][] => {
      const { checkpoint } = JSON.parse(Buffer.from(data, "base64").toString("utf8"));
      const resources: { inputs?: { packages?: string[] } }[] = checkpoint.latest?.resources ?? [];
      const packages = resources.flatMap(({ inputs }) => inputs?.packages ?? []);
      return packages.length === 0 ? [] : [[key.replace(/^.*\/|\.json$/g, ""), packages]];
    }),
  );
}

function audited(): string[] {
  const results = join(project.workspace.dir, "results");
  return readdirSync(results)
    .filter((file) => file.endsWith(".audit.jsonl"))
    .flatMap((file) => readFileSync(join(results, file), "utf8").split("\n").filter(Boolean))
    .map((line) => JSON.parse(line))
    .map(({ package: name, version }) => `${name} ${version}`);
}

/** One more old prerelease in each package of some stacks. */
function publishIn(stacks: readonly string[], version: string): void {
  for (const stack of stacks) {
    const file = readFileSync(join(project.workspace.dir, `Pulumi.${stack}.yaml`), "utf8");
    for (const name of parse(file).config["github-packages-organization:packages"].npm) {
      const createdAt = new Date(Date.now() - 90 * 24 * HOUR).toISOString();
      emulator.world.publish("acme", "npm", name, { name: version, createdAt });
    }
  }
}

const node = (...command: string[]) => project.run("node", ...command);

it("the README's commands lead to forty stacks whose night deletes what the policies say, and to one page of it", async () => {
  const { GITHUB_BASE_URL = "", PACKAGES_TOKEN_1 = "" } = project.workspace.env;
  expect(GITHUB_BASE_URL).toBe(emulator.url);
  project.workspace.env.GITHUB_TOKEN = PACKAGES_TOKEN_1;
  const inventory = await project.run(
    ...["sh", "-c", "npx pulumi-github-packages inventory --owner acme --format json > inventory.json"],
  );
  expect(inventory).toMatchObject({ code: 0 });
  delete project.workspace.env.GITHUB_TOKEN;
  const divided = await node("scripts/divide.mjs", "inventory.json", "--stacks", `${STACKS}`, "--tokens", `${TOKENS}`);
  expect(divided).toMatchObject({ code: 0, stdout: expect.stringContaining("1000 packages in 40 stacks, 8 tokens.") });

  const night = await node("scripts/run.mjs", "up");
  expect(night).toMatchObject({ code: 0, stderr: "" });
  expect(present()).toEqual(kept);
  expect(audited()).toHaveLength(2 * PACKAGES);
  expect(emulator.requests.filter(({ status }) => status === 403 || status === 429)).toEqual([]);

  const states = await packagesInStates();
  expect([...states.keys()].sort()).toEqual(stackNames);
  expect([...states.values()].map(({ length }) => length)).toEqual(stackNames.map(() => PACKAGES / STACKS));
  expect(new Set([...states.values()].flat()).size).toBe(PACKAGES);

  const { stdout: page } = await node("scripts/summary.mjs");
  expect(page).toContain("## 1,000 packages in 40 stacks: 2,000 versions deleted, 0 restored");
  expect(page).toContain("✅ done: 40");
  for (const stack of stackNames)
    expect(page).toMatch(new RegExp(`^\\| ${stack} \\| ✅ done \\| 25 \\| 50 \\| 0 \\|`, "m"));

  const again = await node("scripts/run.mjs", "up", "share-01", "share-02");
  expect(again.stdout).toMatch(/share-01: nothing, 0 deletions/);
});

it("a second run of one stack is locked out, and one that was killed goes on after pulumi cancel", async () => {
  publishIn(["share-03"], "1.0.0-rc.3");
  let letGo = () => {};
  const held = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  const hold = emulator.faults.add({ method: "DELETE", skip: 5, run: () => held });
  const first = project.start("node", "scripts/run.mjs", "up", "share-03");
  await until("the first run deletes", () => audited().some((one) => one.endsWith("1.0.0-rc.3")));

  const second = await node("scripts/run.mjs", "up", "share-03");
  expect(second).toMatchObject({ code: 1, stdout: expect.stringMatching(/^share-03: locked, 0 deletions/) });
  const { stdout: page } = await node("scripts/summary.mjs");
  expect(page).toContain("pulumi cancel --stack share-03 --yes");

  for (const pid of [first.pid, ...findDescendants(first.pid)]) process.kill(pid, "SIGKILL");
  await first.ended;
  hold.remove();
  letGo();
  expect((await node("scripts/run.mjs", "up", "share-03")).stdout).toContain("share-03: locked");
  expect((await project.run("pulumi", "cancel", "--stack", "share-03", "--yes")).code).toBe(0);
  expect(await node("scripts/run.mjs", "up", "share-03")).toMatchObject({ code: 0 });
  expect(present()).toEqual(kept);
});

it("a database that is restarted while stacks are updated loses nothing", async () => {
  const stacks = stackNames.slice(4, 8);
  publishIn(stacks, "1.0.0-rc.4");
  const before = audited().length;
  const night = project.start("node", "scripts/run.mjs", "up", ...stacks);
  await until("something is deleted", () => audited().length > before);
  await postgres.restart();
  await night.ended;
  for (const stack of stacks) await project.run("pulumi", "cancel", "--stack", stack, "--yes");
  expect(await node("scripts/run.mjs", "up", ...stacks)).toMatchObject({ code: 0 });
  expect(present()).toEqual(kept);
  expect(audited().slice(before).length).toBe(stacks.length * (PACKAGES / STACKS));
  expect(new Set([...(await packagesInStates()).values()].flat()).size).toBe(PACKAGES);
});
