/** The demo as people run it, with an eye on the emulator's world and on what is left when it is over. */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { type Emulator, type Seed, startEmulator } from "../../emulator";
import { findDescendants, isRunning } from "../support/processes";
import { repositoryRoot } from "./surroundings";

jest.setTimeout(10 * 60_000);

const scripts = pathToFileURL(join(repositoryRoot, "scripts")).href;

/** Plays the demo and writes down what the emulator holds after each command. */
const OBSERVED = `
  import { appendFileSync } from "node:fs";
  import { findEngine } from "${scripts}/setup/engine/find.mjs";
  import { runDemo } from "${scripts}/demo/run-demo.mjs";
  const [file] = process.argv.slice(1);
  const { engine } = await findEngine();
  await runDemo({
    engine,
    afterCommand: (command, emulator) =>
      appendFileSync(file, JSON.stringify({ command, world: emulator.world.snapshot(), url: emulator.url }) + "\\n"),
  });
`;

/** About half of what Pulumi prints of the same commands. */
const MOST_LINES = 310;

let temporary: string;
const leftovers = () => readdirSync(temporary).filter((name) => name.startsWith("github-packages-demo-"));

beforeEach(() => {
  temporary = mkdtempSync(join(tmpdir(), "github-packages-demo-test-"));
});
afterEach(() => rmSync(temporary, { recursive: true, force: true }));

interface Played {
  child: ChildProcess;
  output(): string;
  ended: Promise<number | null>;
}

function play(args: string[], env: Record<string, string> = {}): Played {
  const child = spawn(process.execPath, args, {
    cwd: repositoryRoot,
    env: { ...process.env, TMPDIR: temporary, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
  }
  const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
  return { child, output: () => output, ended };
}

/** What is there: each package with the ids of its versions. Deleted ones are not. */
function present(world: Seed): Map<string, number[]> {
  const packages = world.packages.filter(({ deletedAt }) => deletedAt === undefined);
  return new Map(
    packages.map(({ owner, packageType, name, versions }) => [
      `${owner}/${packageType}/${name}`,
      versions.flatMap(({ id, deletedAt }) => (deletedAt === undefined && id !== undefined ? [id] : [])),
    ]),
  );
}

/** What came and went between two worlds, in words. */
function changes(before: Seed, after: Seed): string[] {
  const [old, now] = [present(before), present(after)];
  const names = [...new Set([...old.keys(), ...now.keys()])];
  const found = names.flatMap((name) => {
    const [was, is] = [old.get(name), now.get(name)];
    if (!was || !is) {
      return [`${is ? "+" : "-"} ${name}`];
    }
    const gone = was.filter((id) => !is.includes(id)).map((id) => `- ${name} ${tagsOf(before, id)}`);
    return [...gone, ...is.filter((id) => !was.includes(id)).map((id) => `+ ${name} ${tagsOf(after, id)}`)];
  });
  return found.sort();
}

function tagsOf(world: Seed, id: number): string {
  const version = world.packages.flatMap(({ versions }) => versions).find((one) => one.id === id);
  return (version?.tags ?? []).find((tag) => /^v\d+\.\d+\.\d+$/.test(tag)) ?? "untagged";
}

it("each printed command does to the packages what the story says, and nothing else", async () => {
  const trap = await startTrap();
  const file = join(temporary, "worlds");
  const stray = { GITHUB_TOKEN: "ghp_stray", GITHUB_BASE_URL: trap.url, GITHUB_API_URL: trap.url, GH_HOST: trap.url };
  const played = play(["--input-type=module", "-e", OBSERVED, file], stray);
  expect({ code: await played.ended, tail: played.output().slice(-2000) }).toMatchObject({ code: 0 });

  const told = readFileSync(file, "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
  const story = told.map(({ command, world }, index) => [
    command.replace(/^curl -X DELETE .*\/orgs\//, "DELETE ").replace(/\d{4,}/, "ID"),
    index === 0 ? [] : changes(told[index - 1].world, world),
  ]);
  expect(story).toEqual([
    ["pulumi stack init demo", []],
    ["pulumi config set github-packages:owner acme", []],
    ["pulumi up --yes", []],
    ['DELETE acme/packages/npm/tokens"', ["- acme/npm/tokens"]],
    ['DELETE acme/packages/container/api/versions/ID"', ["- acme/container/api v1.5.0"]],
    ["pulumi refresh --skip-preview", []],
    ["pulumi up --yes", ["+ acme/container/api v1.5.0", "+ acme/npm/tokens"]],
    ["edit examples/quickstart/index.ts", []],
    ["pulumi config set protect false", []],
    ["pulumi up --yes", ["- acme/container/api v1.5.0"]],
    ["edit examples/quickstart/index.ts", []],
    ["edit examples/quickstart/index.ts", []],
    ["pulumi preview --diff", []],
    ["pulumi up --yes", Array<string>(11).fill("- acme/npm/prettier untagged")],
    ["pulumi preview --expect-no-changes", []],
    ["pulumi destroy --yes", ["- acme/container/api", "- acme/npm/tokens"]],
  ]);

  expect(
    played
      .output()
      .match(/^\$ .*/gm)
      ?.map((line) => line.slice(2)),
  ).toEqual(told.map(({ command }) => command));

  const [beforeDestroy, afterDestroy] = played.output().split("$ pulumi destroy --yes");
  expect(beforeDestroy).toContain("Destroying deletes the packages");
  expect(afterDestroy).toContain("The same program on GitHub");

  const shown = played.output();
  expect(shown.match(/^Previewing /gm)).toHaveLength(7);
  expect(shown.match(/prettier \d+ \[over a year old\]/g)?.length).toBeGreaterThanOrEqual(10);
  expect(shown).not.toMatch(/^@ |^Outputs:/m);
  expect(shown.split("\n").length).toBeLessThan(MOST_LINES);

  expect(trap.requests).toEqual([]);
  expect(leftovers()).toEqual([]);
  await expect(fetch(told[0].url)).rejects.toThrow("fetch failed");
  await trap.close();
});

it("Ctrl-C in the middle ends everything that the demo started", async () => {
  const played = play(["scripts/demo.mjs"]);
  const pid = played.child.pid ?? 0;
  while (!played.output().includes("$ pulumi up") || findDescendants(pid).length < 3) {
    expect({ ended: played.child.exitCode, output: played.output() }).toMatchObject({ ended: null });
    await sleep(20);
  }
  const below = findDescendants(pid);
  played.child.kill("SIGINT");
  expect(await played.ended).toBe(130);
  while (below.some(isRunning)) {
    await sleep(20);
  }
  expect(played.output()).not.toContain("$ curl");
  expect(leftovers()).toEqual([]);
});

it("a command that fails ends the demo with its reason, and nothing stays", async () => {
  const code = `
    import { runDemo } from "${scripts}/demo/run-demo.mjs";
    await runDemo({ engine: { pulumi: "/nowhere/pulumi", env: {} } });
  `;
  const played = play(["--input-type=module", "-e", code]);
  expect(await played.ended).toBe(1);
  expect(played.output()).toContain("pulumi stack failed: spawn /nowhere/pulumi ENOENT");
  expect(leftovers()).toEqual([]);
});

describe("at GitHub, which has to be asked for explicitly", () => {
  let github: Emulator;
  beforeEach(async () => {
    github = await startEmulator({ seed: "demo" });
  });
  afterEach(() => github.close());

  const target = () => ({
    DEMO_GITHUB_TOKEN: "emulator-admin",
    DEMO_GITHUB_BASE_URL: github.url,
    DEMO_OWNER: "acme",
    DEMO_PACKAGE_TYPE: "container",
    DEMO_PACKAGE: "api",
  });

  it("it adopts the named package, deletes nothing and forgets it", async () => {
    const before = github.world.snapshot();
    const played = play(["scripts/demo.mjs"], target());
    expect({ code: await played.ended, tail: played.output().slice(-2000) }).toMatchObject({ code: 0 });
    expect(github.requests.length).toBeGreaterThan(0);
    expect(github.requests.filter(({ method }) => method !== "GET")).toEqual([]);
    expect(github.world.snapshot()).toEqual(before);
    expect(played.output()).not.toContain("pulumi destroy");
  });

  it("half of the variables are refused before anything is started", async () => {
    const { DEMO_PACKAGE: _, ...half } = target();
    const played = play(["scripts/demo.mjs"], half);
    expect(await played.ended).toBe(1);
    expect(played.output()).toContain("but not DEMO_PACKAGE");
    expect(github.requests).toEqual([]);
  });
});

/** Where a token that happens to be in the environment would go. */
async function startTrap(): Promise<{ url: string; requests: string[]; close(): Promise<void> }> {
  const requests: string[] = [];
  const server: Server = createServer((message, response) => {
    requests.push(`${message.method} ${message.url}`);
    response.writeHead(500).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    close: () => new Promise((resolve) => void server.close(() => resolve())),
  };
}
