import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rename, rm } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

/** A program that is built from its Go module: what it is for, its name, and where it comes from. */
export interface GoTool {
  /** For the message of a failure: `build an OCI registry to test against`. */
  readonly purpose: string;
  /** The name of the executable: the last part of the package's path. */
  readonly name: string;
  readonly package: string;
  readonly version: string;
  /** A directory whose go.mod requires that version, of a module that only builds when it replaces another. */
  readonly module?: string;
}

const run = promisify(execFile);

/**
 * The path of a tool, built once for a user, which takes a minute or two. Builds at the same time don't disturb each other: the last
 * one to finish is kept.
 */
export async function provideGoTool({ purpose, name, package: source, version, module }: GoTool): Promise<string> {
  const folder = join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "pulumi-github-packages");
  const file = process.platform === "win32" ? `${name}.exe` : name;
  const tool = join(folder, `${name}-${version}`, file);
  if (existsSync(tool)) return tool;
  await mkdir(join(folder, `${name}-${version}`), { recursive: true });
  const build = await mkdtemp(join(folder, `build-${name}-`));
  try {
    const args = ["install", module ? source : `${source}@${version}`];
    await runGo(purpose, args, module ?? build, { GOBIN: build });
    await rename(join(build, file), tool);
  } finally {
    await rm(build, { recursive: true, force: true });
  }
  return tool;
}

/** Runs `go`; a failure says what for. */
export async function runGo(
  purpose: string,
  args: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>> = {},
): Promise<void> {
  try {
    await run("go", args, { cwd, env: { ...process.env, GOWORK: "off", GOFLAGS: "", ...env } });
  } catch (error) {
    throw new Error(explain(purpose, args, error as NodeJS.ErrnoException & { stderr?: string }), { cause: error });
  }
}

function explain(purpose: string, args: readonly string[], error: NodeJS.ErrnoException & { stderr?: string }): string {
  if (error.code === "ENOENT")
    return `${purpose}: there is no "go" on the PATH. Install Go (https://go.dev/dl), and run again.`;
  return `${purpose}: "go ${args.join(" ")}" failed: ${error.stderr?.trim() || error.message}`;
}
