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
}

const run = promisify(execFile);

/**
 * The path of a tool, built once for a user, which takes a minute or two. Builds at the same time don't disturb each other: the last
 * one to finish is kept.
 */
export async function provideGoTool({ purpose, name, package: source, version }: GoTool): Promise<string> {
  const folder = join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "pulumi-github-packages");
  const file = process.platform === "win32" ? `${name}.exe` : name;
  const tool = join(folder, `${name}-${version}`, file);
  if (existsSync(tool)) return tool;
  await mkdir(join(folder, `${name}-${version}`), { recursive: true });
  const build = await mkdtemp(join(folder, `build-${name}-`));
  try {
    const env = { ...process.env, GOBIN: build, GOFLAGS: "" };
    await run("go", ["install", `${source}@${version}`], { env, cwd: build });
    await rename(join(build, file), tool);
  } catch (error) {
    const failure = error as NodeJS.ErrnoException & { stderr?: string };
    throw new Error(explain(purpose, `${source}@${version}`, failure), { cause: error });
  } finally {
    await rm(build, { recursive: true, force: true });
  }
  return tool;
}

function explain(purpose: string, source: string, error: NodeJS.ErrnoException & { stderr?: string }): string {
  if (error.code === "ENOENT")
    return `${purpose}: there is no "go" on the PATH. Install Go (https://go.dev/dl), and run again.`;
  return `${purpose}: "go install ${source}" failed: ${error.stderr?.trim() || error.message}`;
}
