import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findEngineProcess, isRunning } from "../../../provider/run/engine-process";

interface NamedProcess {
  readonly pid: number;
  end(): Promise<void>;
}

const started: NamedProcess[] = [];

/** A process whose command is `pulumi`: a shell under that name, which waits for its input to end. */
function startNamedPulumi(): NamedProcess {
  const directory = mkdtempSync(join(tmpdir(), "engine-process-"));
  const executable = join(directory, "pulumi");
  symlinkSync("/bin/sh", executable);
  const child = spawn(executable, ["-c", "read line"], { stdio: ["pipe", "ignore", "inherit"] });
  const ended = once(child, "exit");
  const pulumi = {
    pid: child.pid as number,
    end: async () => {
      child.stdin.end();
      await ended;
      rmSync(directory, { recursive: true, force: true });
    },
  };
  started.push(pulumi);
  return pulumi;
}

afterEach(async () => {
  for (const pulumi of started.splice(0)) await pulumi.end();
});

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
  });

  it("is found by the address that it serves, whatever its name, before one that is only called pulumi", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const address = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    try {
      const engine = findEngineProcess(process.pid, address);
      expect(engine).toMatchObject({ pid: process.pid, skipsPreview: false, previewsOnly: false });
      expect(findEngineProcess(startNamedPulumi().pid, address)).toMatchObject({ pid: process.pid });
    } finally {
      server.close();
    }
    expect(findEngineProcess(process.pid, address)).toBeUndefined();
  });

  it("is not found where no ancestor is pulumi", () => {
    expect(findEngineProcess(process.pid)).toBeUndefined();
  });
});
