import { execFile } from "node:child_process";
import type { Workspace } from "../support/engine";
import type { Command, Outcome } from "./life-cycle";

/** Runs a program that runs another inline through its language's Automation API, and ends by printing what changed as JSON. */
export function runInline(
  workspace: Workspace,
  executable: string,
  args: readonly string[],
  command: Command,
): Promise<Outcome> {
  return new Promise((resolve) => {
    const options = { cwd: workspace.dir, env: workspace.env, maxBuffer: 64 * 1024 * 1024 };
    execFile(executable, [...args, command], options, (error, stdout, stderr) => {
      const output = stdout + stderr;
      const code = error ? (typeof error.code === "number" ? error.code : null) : 0;
      resolve({ code, output, changes: code === 0 ? JSON.parse(stdout.trim().split("\n").at(-1) ?? "") : {} });
    });
  });
}
