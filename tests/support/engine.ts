/**
 * A real `pulumi` in a project of its own: everything the engine tests do, they do through this.
 * Nothing here knows about packages; nothing here may stand in for the engine or the provider.
 */
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Deployment } from "@pulumi/pulumi/automation";
import { type PulumiResult, type RunningPulumi, type RunOptions, startPulumi } from "./pulumi-process";

export { changesOf, diagnosticsOf, stepsOf } from "./engine-events";
export { findProviderPids } from "./processes";
export { expectSuccess, type PulumiResult, type RunningPulumi, type RunOptions } from "./pulumi-process";

const repositoryRoot = dirname(dirname(__dirname));

export interface WorkspaceOptions {
  /** The source text of the program; JavaScript (CommonJS) unless `language` says otherwise. */
  program: string;
  language?: "javascript" | "typescript";
  /** Becomes GITHUB_BASE_URL. */
  emulatorUrl?: string;
  /** Becomes GITHUB_TOKEN. */
  token?: string;
  /** Stack configuration, in plain text; set secrets with `pulumi(["config", "set", "--secret", …])`. */
  config?: Record<string, string>;
  env?: Record<string, string>;
  /** Default "test". */
  stack?: string;
  /** Where `pulumi-github-packages` is installed from: a directory that gets linked. Default: this repository. */
  packageDirectory?: string;
  /** Whether the program uses the plugin: resources of types such as `github-packages:index:Package`. */
  usesPlugin?: boolean;
  /** The name that the engine runs under, as a link to it; default: its own. */
  engineName?: string;
}

export interface Workspace {
  /** The project: Pulumi.yaml and the program. */
  readonly dir: string;
  /** What `pulumi` is started with. Changes apply to the commands that follow. */
  readonly env: Record<string, string>;
  /** Runs `pulumi` to its end. Never throws on a non-zero exit: look at `code`. */
  pulumi(args: string[], options?: RunOptions): Promise<PulumiResult>;
  /** Starts `pulumi` for those who want to disturb it while it runs. */
  start(args: string[], options?: RunOptions): RunningPulumi;
  /** Replaces a file of the project, the program for instance. */
  write(file: string, text: string): Promise<void>;
  up(args?: string[], options?: RunOptions): Promise<PulumiResult>;
  preview(args?: string[], options?: RunOptions): Promise<PulumiResult>;
  refresh(args?: string[], options?: RunOptions): Promise<PulumiResult>;
  destroy(args?: string[], options?: RunOptions): Promise<PulumiResult>;
  /** One more stack of the same project, with the same configuration; it becomes the selected one. */
  addStack(name: string): Promise<void>;
  exportState(): Promise<Deployment>;
  importState(state: Deployment): Promise<void>;
  /** Ends what is still running and removes the directory. */
  close(): Promise<void>;
}

/** Makes a project with a stack, a state backend and a PULUMI_HOME of its own, in a temporary directory. */
export async function createWorkspace(options: WorkspaceOptions): Promise<Workspace> {
  const engine = findEngine();
  const packageDirectory = options.packageDirectory ?? repositoryRoot;
  if (!existsSync(join(packageDirectory, "dist"))) {
    throw new Error(`${packageDirectory} is not built: run \`npm run build\` first.`);
  }
  const base = await mkdtemp(join(tmpdir(), "github-packages-engine-"));
  const dir = join(base, "project");
  await Promise.all(
    ["project/node_modules/@pulumi", "bin", "home", "backend", "events", "temporary"].map((name) => makeIn(base, name)),
  );
  const executable = await engineUnder(options.engineName, engine.pulumi, base);
  await linkModules(dir, packageDirectory);
  await writeProject(dir, options);
  if (options.usesPlugin) await linkPlugin(base);
  const running = new Set<RunningPulumi>();
  const env = environment(base, engine.env, options);

  const start = (args: string[], runOptions: RunOptions = {}): RunningPulumi => {
    const started = startPulumi(executable, args, { cwd: dir, env, eventsDirectory: join(base, "events") }, runOptions);
    running.add(started);
    started.finished.finally(() => running.delete(started)).catch(() => undefined);
    return started;
  };
  const pulumi = (args: string[], runOptions?: RunOptions) => start(args, runOptions).finished;
  const succeed = async (args: string[]) => {
    const result = await pulumi(args);
    if (result.code !== 0) {
      throw new Error(`pulumi ${args.join(" ")} failed (${result.code}):\n${result.stdout}${result.stderr}`);
    }
    return result;
  };
  const addStack = async (name: string) => {
    await succeed(["stack", "init", name]);
    for (const [key, value] of Object.entries(options.config ?? {})) {
      await succeed(["config", "set", key, value]);
    }
  };
  const close = async () => {
    await Promise.all([...running].map((one) => one.kill("SIGKILL")));
    await rm(base, { recursive: true, force: true, maxRetries: 5 });
  };

  await addStack(options.stack ?? "test").catch(async (error) => {
    await close();
    throw error;
  });
  return {
    dir,
    env,
    start,
    pulumi,
    addStack,
    close,
    write: (file, text) => writeFile(join(dir, file), text),
    up: (args = [], runOptions) => pulumi(["up", "--yes", ...args], runOptions),
    preview: (args = [], runOptions) => pulumi(["preview", ...args], runOptions),
    refresh: (args = [], runOptions) => pulumi(["refresh", "--yes", ...args], runOptions),
    destroy: (args = [], runOptions) => pulumi(["destroy", "--yes", ...args], runOptions),
    exportState: async () => JSON.parse((await succeed(["stack", "export"])).stdout),
    importState: async (state) => {
      await writeFile(join(base, "state.json"), JSON.stringify(state));
      await succeed(["stack", "import", "--file", join(base, "state.json")]);
    },
  };
}

let foundEngine: { pulumi: string; env: Record<string, string> } | undefined;

/** The engine that set-up found or got; looking for one, and getting it, is set-up's business. */
export function findEngine(): { pulumi: string; env: Record<string, string> } {
  if (!foundEngine) {
    const script = join(repositoryRoot, "scripts", "setup", "find-engine.mjs");
    foundEngine = JSON.parse(execFileSync(process.execPath, [script], { encoding: "utf8" })).engine;
  }
  if (!foundEngine) {
    throw new Error("There is no Pulumi engine: run `npm run setup` first.");
  }
  return foundEngine;
}

async function engineUnder(name: string | undefined, pulumi: string, base: string): Promise<string> {
  if (name === undefined) return pulumi;
  await symlink(pulumi, join(base, name));
  return join(base, name);
}

async function makeIn(base: string, name: string): Promise<void> {
  await mkdir(join(base, name), { recursive: true });
}

/** Links, not copies: the program and the package then load one and the same `@pulumi/pulumi`. */
async function linkModules(dir: string, packageDirectory: string): Promise<void> {
  const sdk = join(repositoryRoot, "node_modules", "@pulumi", "pulumi");
  await symlink(sdk, join(dir, "node_modules", "@pulumi", "pulumi"), "junction");
  await symlink(packageDirectory, join(dir, "node_modules", "pulumi-github-packages"), "junction");
}

/** Where the project's `plugins` say that the plugin is. */
async function linkPlugin(base: string): Promise<void> {
  const main = join(repositoryRoot, "dist", "provider", "hosts", "plugin", "main.js");
  await symlink(main, join(base, "bin", "pulumi-resource-github-packages"));
}

async function writeProject(dir: string, options: WorkspaceOptions): Promise<void> {
  const isTypeScript = options.language === "typescript";
  const project = {
    name: "test",
    runtime: { name: "nodejs", options: { typescript: isTypeScript } },
    ...(options.usesPlugin && { plugins: { providers: [{ name: "github-packages", path: "../bin" }] } }),
  };
  const entry = isTypeScript ? "index.ts" : "index.js";
  await writeFile(join(dir, "Pulumi.yaml"), JSON.stringify(project));
  await writeFile(join(dir, "package.json"), JSON.stringify({ name: "test", private: true, main: entry }));
  await writeFile(join(dir, entry), options.program);
}

/** Whatever the person who runs the tests has set for their own Pulumi and GitHub stays out of it. */
function environment(base: string, engineEnv: Record<string, string>, options: WorkspaceOptions) {
  const inherited = Object.entries(process.env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && !/^(PULUMI_|GITHUB_|GH_|GHCR_)/.test(entry[0]),
  );
  return {
    ...Object.fromEntries(inherited),
    ...engineEnv,
    TMPDIR: join(base, "temporary"),
    PULUMI_HOME: join(base, "home"),
    PULUMI_BACKEND_URL: `file://${join(base, "backend")}`,
    PULUMI_CONFIG_PASSPHRASE: "",
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    PULUMI_DIY_BACKEND_DISABLE_CHECKPOINT_BACKUPS: "true",
    PULUMI_DEBUG_COMMANDS: "true",
    NO_COLOR: "1",
    ...(options.emulatorUrl ? { GITHUB_BASE_URL: options.emulatorUrl } : {}),
    ...(options.token ? { GITHUB_TOKEN: options.token } : {}),
    ...options.env,
  };
}
