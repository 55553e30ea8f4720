import { spawn } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findEngineProcess, isRunning } from "../../../provider/run/engine-process";

/** A process whose command is `pulumi`: a copy of this very Node under that name, which waits for its input to end. */
function startNamedPulumi(): { pid: number; end: () => Promise<void> } {
  const directory = mkdtempSync(join(tmpdir(), "engine-process-"));
  const executable = join(directory, "pulumi");
  copyFileSync(process.execPath, executable);
  const child = spawn(executable, ["-e", "process.stdin.resume()"], { stdio: ["pipe", "ignore", "inherit"] });
  return {
    pid: child.pid as number,
    end: async () => {
      child.stdin.end();
      await once(child, "exit");
      rmSync(directory, { recursive: true });
    },
  };
}

describe("the engine's process", () => {
  it("is found by its name, is running, and is gone once it has ended", async () => {
    const pulumi = startNamedPulumi();
    const engine = findEngineProcess(pulumi.pid);
    expect(engine).toMatchObject({ pid: pulumi.pid });
    expect(engine && isRunning(engine)).toBe(true);
    await pulumi.end();
    expect(engine && isRunning(engine)).toBe(false);
  });

  it("is not taken for another process that has the same id", async () => {
    const pulumi = startNamedPulumi();
    expect(isRunning({ pid: pulumi.pid, startedAt: "1" })).toBe(false);
    await pulumi.end();
  });

  it("is not found where no ancestor is pulumi", () => {
    expect(findEngineProcess(process.pid)).toBeUndefined();
  });
});
