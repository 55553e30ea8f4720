import { execFile, execFileSync, spawn } from "node:child_process";
import { mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { repositoryRoot } from "./imports";

/** A registry that gives back storage: github.com/distribution/distribution, as Debian packages it. */
export interface CollectedRegistry {
  /** Origin, without a trailing slash. It asks for no token. */
  readonly url: string;
  /** Removes what no manifest needs (distribution.github.io/distribution/about/garbage-collection). */
  collectGarbage(): Promise<void>;
  /** Of everything that it keeps under a digest. */
  bytesOnDisk(): Promise<number>;
  close(): Promise<void>;
}

const run = promisify(execFile);

/** Starts one with an empty storage of its own, on a free port of the loopback interface. */
export async function startCollectedRegistry(): Promise<CollectedRegistry> {
  const program = findProgram();
  const base = await mkdtemp(join(tmpdir(), "github-packages-registry-"));
  const storage = join(base, "storage");
  const settings = join(base, "settings.yml");
  await writeFile(settings, settingsOf(storage));
  const server = spawn(program, ["serve", settings], { stdio: ["ignore", "ignore", "pipe"] });
  const exited = new Promise<void>((resolve) => server.once("exit", () => resolve()));
  const port = await readPort(server.stderr);
  return {
    url: `http://127.0.0.1:${port}`,
    collectGarbage: async () => {
      await run(program, ["garbage-collect", settings]);
    },
    bytesOnDisk: async () => {
      const files = await readdir(join(storage, "docker", "registry", "v2", "blobs"), {
        recursive: true,
        withFileTypes: true,
      });
      const sizes = files
        .filter((file) => file.name === "data")
        .map(async (file) => (await stat(join(file.parentPath, file.name))).size);
      return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
    },
    close: async () => {
      server.kill();
      await exited;
      await rm(base, { recursive: true, force: true });
    },
  };
}

function settingsOf(storage: string): string {
  return JSON.stringify({
    version: 0.1,
    log: { level: "info", accesslog: { disabled: true } },
    storage: { filesystem: { rootdirectory: storage }, delete: { enabled: true } },
    http: { addr: "127.0.0.1:0" },
    validation: { manifests: { urls: { allow: ["^https://example\\.com/"] } } },
  });
}

function findProgram(): string {
  const script = join(repositoryRoot, "scripts", "setup", "find-docker-registry.mjs");
  return execFileSync(process.execPath, [script], { encoding: "utf8" }).trim();
}

/** The rest of what the server says is read and dropped: it would wait for a reader once its pipe is full. */
function readPort(output: NodeJS.ReadableStream): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = "";
    output.setEncoding("utf8");
    output.on("data", (chunk: string) => {
      text = `${text}${chunk}`.slice(0, 10_000);
      const port = /listening on 127\.0\.0\.1:(\d+)/.exec(text)?.[1];
      if (port !== undefined) resolve(port);
    });
    output.once("end", () => reject(new Error(`start a registry: it ended with ${text.trim() || "nothing to say"}`)));
  });
}
