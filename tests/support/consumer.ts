/**
 * Projects of people who use the package: installed from the tarball that `npm pack` makes, by their own package manager, with
 * nothing of this repository in reach.
 */
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";

const repositoryRoot = dirname(dirname(__dirname));
const execute = promisify(execFile);

/** `@pulumi/pulumi`: the oldest that the package accepts, the last that declares Node 20, and the newest that was tried. */
export const PULUMI_SDK = { oldest: "3.216.0", usual: "3.248.0", newest: "3.270.0" } as const;

/** Pinned, and fetched by npx: nobody has to install a package manager to run the tests. */
const INSTALL = {
  npm: ["npm", "install", "--no-audit", "--no-fund", "--prefer-offline"],
  pnpm: ["npx", "--yes", "--package=pnpm@10.34.9", "pnpm", "install", "--prefer-offline"],
  yarn: ["npx", "--yes", "--package=@yarnpkg/cli-dist@4.18.1", "yarn", "install"],
  yarn1: ["npx", "--yes", "--package=yarn@1.22.22", "yarn", "install", "--non-interactive"],
} as const;

export type PackageManager = keyof typeof INSTALL;

/** A cold cache on a slow line: @pulumi/pulumi and what it needs are about 130 MB on disk. */
export const INSTALL_TIMEOUT_MS = 300_000;

export interface Tarball {
  readonly path: string;
  /** Paths inside the package, sorted. */
  readonly files: readonly string[];
  /** Removes the directory that holds it. */
  remove(): Promise<void>;
}

/** Packs what is built, as `npm publish` would after building. */
export async function packTarball(): Promise<Tarball> {
  const directory = await mkdtemp(join(tmpdir(), "github-packages-tarball-"));
  const args = ["pack", "--json", "--ignore-scripts", "--pack-destination", directory];
  const { stdout } = await execute("npm", args, { cwd: repositoryRoot });
  const [packed] = JSON.parse(stdout) as [{ filename: string; files: { path: string }[] }];
  return {
    path: join(directory, packed.filename),
    files: packed.files.map(({ path }) => path).sort(),
    remove: () => rm(directory, { recursive: true, force: true }),
  };
}

/** What a consumer's package.json depends on. */
export function dependenciesOf(tarball: Tarball, sdk: string = PULUMI_SDK.usual): Record<string, string> {
  return { "@pulumi/pulumi": sdk, "pulumi-github-packages": `file:${tarball.path}` };
}

/** Writes files below a directory; objects become JSON. */
export async function writeFiles(directory: string, files: Record<string, string | object>): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    const path = join(directory, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, typeof content === "string" ? content : JSON.stringify(content, undefined, 2));
  }
}

/**
 * Replaces whatever modules a project has by what the package manager installs for its package.json.
 * @param path where its `node` is found; default: as here.
 * @returns what it said
 */
export async function install(directory: string, manager: PackageManager, path = process.env.PATH): Promise<string> {
  await rm(join(directory, "node_modules"), { recursive: true, force: true });
  const [command, ...args] = INSTALL[manager];
  const options = { cwd: directory, env: { ...installEnvironment(), PATH: path }, timeout: INSTALL_TIMEOUT_MS };
  const { stdout, stderr } = await execute(command, args, options);
  return stdout + stderr;
}

/** Runs a command of the project's own `node_modules/.bin`, or of yarn itself, to its end. */
export async function run(
  directory: string,
  command: string,
  args: readonly string[],
): Promise<{ code: number; output: string }> {
  try {
    const { stdout, stderr } = await execute(command, [...args], { cwd: directory, env: installEnvironment() });
    return { code: 0, output: stdout + stderr };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, output: stdout + stderr };
  }
}

/** Without what an npm that runs the tests tells its scripts; and with lockfiles being made, which CI=true forbids to yarn. */
function installEnvironment(): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(
    ([name]) => !/^npm_(?:package|lifecycle|command|config_(?:package|call))/.test(name),
  );
  return {
    ...Object.fromEntries(own),
    YARN_ENABLE_IMMUTABLE_INSTALLS: "false",
    YARN_ENABLE_TELEMETRY: "false",
    YARN_ENABLE_GLOBAL_CACHE: "true",
  };
}
