import { execFile, spawn } from "node:child_process";
import { promisify } from "node:util";
import { type GoTool, provideGoTool } from "./go-tool";

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

const CRANE: GoTool = {
  purpose: "build an OCI registry to test against",
  name: "crane",
  package: "github.com/google/go-containerregistry/cmd/crane",
  version: "v0.22.1",
};

const run = promisify(execFile);

/**
 * Starts a registry in memory on 127.0.0.1. The first one on a machine builds it from its Go module, which takes a
 * minute or two.
 */
export async function startOciRegistry(): Promise<OciRegistry> {
  const crane = await provideGoTool(CRANE);
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
