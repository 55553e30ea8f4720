import { execFile, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rename, rm } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

/** A registry that is not ours: github.com/google/go-containerregistry serves one, and its client can pull from it. */
export interface OciRegistry {
  /** Origin, without a trailing slash. It asks for no token. */
  readonly url: string;
  /**
   * Runs the `crane` client, and resolves to what it prints. `REGISTRY` in an argument stands for the registry's host
   * and port.
   */
  crane(...args: string[]): Promise<string>;
  close(): Promise<void>;
}

const CRANE_VERSION = "v0.22.1";

const CRANE_PACKAGE = `github.com/google/go-containerregistry/cmd/crane@${CRANE_VERSION}`;

const run = promisify(execFile);

/**
 * Starts a registry in memory on 127.0.0.1. The first one on a machine builds it from its Go module, which takes a
 * minute or two.
 */
export async function startOciRegistry(): Promise<OciRegistry> {
  const crane = await provideCrane();
  const server = spawn(crane, ["registry", "serve", "--address", "127.0.0.1:0"], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  const exited = new Promise<void>((resolve) => server.once("exit", () => resolve()));
  const port = await readPort(server.stderr);
  const host = `127.0.0.1:${port}`;
  return {
    url: `http://${host}`,
    crane: async (...args) => {
      const { stdout } = await run(
        crane,
        args.map((argument) => argument.replaceAll("REGISTRY", host)),
      );
      return stdout;
    },
    close: async () => {
      server.kill();
      await exited;
    },
  };
}

/** The rest of what the server says is read and dropped: it would wait for a reader once its pipe is full. */
function readPort(output: NodeJS.ReadableStream): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = "";
    output.setEncoding("utf8");
    output.on("data", (chunk: string) => {
      text = `${text}${chunk}`.slice(0, 10_000);
      const port = /serving on port (\d+)\s/.exec(text)?.[1];
      if (port !== undefined) resolve(port);
    });
    output.once("end", () =>
      reject(new Error(`start an OCI registry: crane ended with ${text.trim() || "nothing to say"}`)),
    );
  });
}

/**
 * The path of `crane`, built once for a user. Builds at the same time don't disturb each other: the last one to finish
 * is kept.
 */
async function provideCrane(): Promise<string> {
  const folder = join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "pulumi-github-packages");
  const name = process.platform === "win32" ? "crane.exe" : "crane";
  const crane = join(folder, `crane-${CRANE_VERSION}`, name);
  if (existsSync(crane)) return crane;
  await mkdir(join(folder, `crane-${CRANE_VERSION}`), { recursive: true });
  const build = await mkdtemp(join(folder, "build-crane-"));
  try {
    await run("go", ["install", CRANE_PACKAGE], { env: { ...process.env, GOBIN: build, GOFLAGS: "" }, cwd: build });
    await rename(join(build, name), crane);
  } catch (error) {
    throw new Error(explain(error as NodeJS.ErrnoException & { stderr?: string }), { cause: error });
  } finally {
    await rm(build, { recursive: true, force: true });
  }
  return crane;
}

function explain(error: NodeJS.ErrnoException & { stderr?: string }): string {
  const what = "build an OCI registry to test against";
  if (error.code === "ENOENT")
    return `${what}: there is no "go" on the PATH. Install Go (https://go.dev/dl), and run again.`;
  return `${what}: "go install ${CRANE_PACKAGE}" failed: ${error.stderr?.trim() || error.message}`;
}
