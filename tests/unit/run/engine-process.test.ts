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

/** A process that serves an address, started with these arguments. */
async function startServing(given: string[]): Promise<NamedProcess & { readonly address: string }> {
  const serve = `const server = require("node:net").createServer().listen(0, "127.0.0.1", () => console.log(server.address().port));
    process.stdin.on("end", () => process.exit()).resume();`;
  const child = spawn(process.execPath, ["-e", serve, "--", ...given], { stdio: ["pipe", "pipe", "inherit"] });
  const ended = once(child, "exit");
  const [port] = await once(child.stdout, "data");
  const end = async () => {
    child.stdin.end();
    await ended;
  };
  const serving = { pid: child.pid as number, address: `127.0.0.1:${String(port).trim()}`, end };
  started.push(serving);
  return serving;
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

  it.each([
    [["up", "--yes"], false, false],
    [["up", "--refresh", "--diff", "--config-file=f", "--stack", "f"], false, false],
    [["up", "--skip-preview=false"], false, false],
    [["up", "--skip-preview"], true, false],
    [["up", "--skip-preview=true"], true, false],
    [["up", "-f"], true, false],
    [["up", "-yf"], true, false],
    [["preview", "--diff"], false, true],
    [["pre"], false, true],
    [["refresh", "--preview-only"], false, true],
    [["up", "--stack", "preview-of-f"], false, false],
  ])("is told what it was given: %j", async (given, skipsPreview, previewsOnly) => {
    const { pid, address } = await startServing(given);
    expect(findEngineProcess(pid, address)).toMatchObject({ pid, skipsPreview, previewsOnly });
  });

  it.each([
    [["up", "--diff"], true],
    [["preview", "--diff=true"], true],
    [["up", "--diff=false"], false],
    [["up", "--stack", "diff"], false],
  ])("is told to show every input, or not: %j, %s", async (given, showsDiff) => {
    const { pid, address } = await startServing(given);
    expect(findEngineProcess(pid, address)).toMatchObject({ pid, showsDiff });
  });

  it.each([
    [["watch"], true],
    [["--color", "never", "watch", "--yes"], true],
    [["up", "--stack", "watch"], false],
    [["preview", "--message", "watch"], false],
  ])("is known to have no previews: %j, %s", async (given, watches) => {
    const { pid, address } = await startServing(given);
    expect(findEngineProcess(pid, address)).toMatchObject({ pid, watches });
  });

  it("is not found where no ancestor is pulumi", () => {
    expect(findEngineProcess(process.pid)).toBeUndefined();
  });
});
