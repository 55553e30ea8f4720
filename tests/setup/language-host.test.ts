/** The host that set-up puts beside an engine built from Go modules; in front of whatever host the engine has itself. */
import { chmod, copyFile, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { changesOf, createWorkspace, diagnosticsOf, type Workspace, type WorkspaceOptions } from "../support/engine";
import { findDescendants, isRunning } from "../support/processes";

const host = join(dirname(dirname(__dirname)), "scripts/setup/language-host/pulumi-language-nodejs.cjs");

const thing = `
const pulumi = require("@pulumi/pulumi");
class Thing extends pulumi.CustomResource {
  constructor(name, value) {
    super("pulumi-nodejs:dynamic:Thing", name, { value, __provider: 'exports.handler=()=>require("./thing.js");' });
  }
}
`;
const provider = `
exports.create = async (inputs) => ({ id: "1", outs: inputs });
exports.diff = async (id, olds, news) => ({ changes: olds.value !== news.value });
exports.update = async (id, olds, news) => ({ outs: news });
`;
/** Neither ends by itself nor registers anything. */
const endless = `console.log("the program is running"); setInterval(() => {}, 1000);`;

let workspace: Workspace | undefined;
let bin: string;

beforeAll(async () => {
  bin = await mkdtemp(join(tmpdir(), "github-packages-host-"));
  await copyFile(host, join(bin, "pulumi-language-nodejs"));
  await chmod(join(bin, "pulumi-language-nodejs"), 0o755);
});

afterAll(() => rm(bin, { recursive: true, force: true }));

afterEach(async () => {
  await workspace?.close();
  workspace = undefined;
});

/** An engine takes a host from the PATH rather than the one beside it. */
async function open(options: WorkspaceOptions): Promise<Workspace> {
  workspace = await createWorkspace(options);
  workspace.env.PATH = [bin, workspace.env.PATH].join(delimiter);
  await workspace.write("thing.js", provider);
  return workspace;
}

async function untilOutput(running: { output(): string }, text: string): Promise<void> {
  while (!running.output().includes(text)) {
    await sleep(50);
  }
}

async function untilEnded(pids: number[]): Promise<void> {
  while (pids.some(isRunning)) {
    await sleep(50);
  }
}

it("a program is previewed, applied, refreshed and destroyed", async () => {
  const { preview, up, refresh, destroy } = await open({ program: `${thing} new Thing("one", "a");` });
  expect(changesOf(await preview())).toEqual(["create one"]);
  expect(changesOf(await up())).toEqual(["create one"]);
  expect(changesOf(await up())).toEqual([]);
  expect((await refresh()).code).toBe(0);
  expect(changesOf(await destroy())).toEqual(["delete one"]);
});

it("what a program prints reaches the user, each stream as what it is", async () => {
  const { preview } = await open({ program: `console.log("to stdout"); console.error("to stderr");` });
  const result = await preview();
  const printed = diagnosticsOf(result).filter((line) => line.startsWith("info"));
  expect(printed.sort()).toEqual(["info#err: to stderr", "info: to stdout"]);
});

it("a program gets its configuration, its secrets marked as such, and the names of its stack and project", async () => {
  const program = `
    const pulumi = require("@pulumi/pulumi");
    const config = new pulumi.Config("other");
    exports.all = [pulumi.getProject(), pulumi.getStack(), config.require("plain"), String(pulumi.runtime.isDryRun())];
    exports.secret = config.requireSecret("hidden");
  `;
  const { pulumi, up } = await open({ program, config: { "other:plain": "p" } });
  await pulumi(["config", "set", "--secret", "other:hidden", "s3cret"]);
  expect((await up()).stdout).not.toContain("s3cret");
  const outputs = JSON.parse((await pulumi(["stack", "output", "--json", "--show-secrets"])).stdout);
  expect(outputs).toEqual({ all: ["test", "test", "p", "false"], secret: "s3cret" });
});

it("a TypeScript program runs as it is", async () => {
  const program = `const words: string[] = ["typed"]; export const first: string | undefined = words[0];`;
  const { pulumi, up } = await open({ program, language: "typescript" });
  expect((await up()).code).toBe(0);
  expect(JSON.parse((await pulumi(["stack", "output", "--json"])).stdout)).toEqual({ first: "typed" });
});

it("a program that throws fails the command and tells the user why, once", async () => {
  const { up } = await open({ program: `throw new Error("this program is broken");` });
  const result = await up();
  expect(result.code).not.toBe(0);
  const errors = diagnosticsOf(await up(["--skip-preview"])).filter((line) => line.startsWith("error"));
  expect(errors).toHaveLength(1);
  expect(errors[0]).toContain("this program is broken");
});

it("a program that exits by itself fails the command with its exit code", async () => {
  const { preview } = await open({ program: "process.exit(7);" });
  const result = await preview();
  expect(result.code).not.toBe(0);
  expect(diagnosticsOf(result).join("\n")).toContain("non-zero exit code: 7");
});

it("without @pulumi/pulumi in sight, it says what to install", async () => {
  const { dir, preview } = await open({ program: "" });
  await rm(join(dir, "node_modules"), { recursive: true });
  const result = await preview();
  expect(result.code).not.toBe(0);
  expect(result.stdout + result.stderr).toContain("npm install");
});

it.each(["SIGKILL", "SIGINT"] as const)("when the engine is ended by %s, host and program end too", async (signal) => {
  const running = (await open({ program: endless })).start(["preview"]);
  await untilOutput(running, "the program is running");
  const below = findDescendants(running.pid);
  expect(below.length).toBeGreaterThanOrEqual(2);
  running.signal(signal);
  await running.finished;
  await untilEnded(below);
});
