/** Machines as set-up may meet them: an own PATH, an own cache, with or without a network. Commands on it are small scripts. */
import { execFile, execFileSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { pathToFileURL } from "node:url";

export const repositoryRoot = dirname(dirname(__dirname));

export interface Finished {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** What the scripts below and Pulumi's archive need of a machine; nothing of Go or Pulumi is among it. */
const TOOLS = ["sh", "cat", "mkdir", "chmod", "sleep", "tar", "gzip"];

export class Surroundings {
  readonly directory = mkdtempSync(join(tmpdir(), "github-packages-setup-"));
  readonly env: Record<string, string>;

  constructor() {
    const bin = this.path("bin");
    mkdirSync(bin);
    symlinkSync(process.execPath, join(bin, "node"));
    for (const tool of TOOLS) {
      symlinkSync(execFileSync("sh", ["-c", `command -v ${tool}`], { encoding: "utf8" }).trim(), join(bin, tool));
    }
    this.env = { HOME: this.directory, PATH: bin, XDG_CACHE_HOME: this.path("cache") };
  }

  path(...names: string[]): string {
    return join(this.directory, ...names);
  }

  /** A directory of commands, in front of the PATH. */
  addCommands(name: string, commands: Record<string, string>): string {
    const directory = this.path(name);
    mkdirSync(directory, { recursive: true });
    for (const [command, script] of Object.entries(commands)) {
      writeFileSync(join(directory, command), `#!/bin/sh\n${script}\n`);
      chmodSync(join(directory, command), 0o755);
    }
    this.env.PATH = [directory, this.env.PATH].join(delimiter);
    return directory;
  }

  /** Runs a module's text in Node, in these surroundings; `import` paths are relative to the repository. */
  run(code: string): Promise<Finished> {
    const text = code.replaceAll(/from "\.\//g, `from "${pathToFileURL(repositoryRoot).href}/`);
    return new Promise((resolve) => {
      execFile(process.execPath, ["--input-type=module", "-e", text], { env: this.env }, (error, stdout, stderr) => {
        resolve({ code: error ? ((error.code as unknown as number | undefined) ?? null) : 0, stdout, stderr });
      });
    });
  }

  remove(): void {
    rmSync(this.directory, { recursive: true, force: true });
  }
}

export function linesOf(file: string): string[] {
  return existsSync(file) ? readFileSync(file, "utf8").trimEnd().split("\n") : [];
}
