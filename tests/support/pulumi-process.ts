import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { EngineEvent } from "@pulumi/pulumi/automation";
import { findDescendants } from "./processes";

export interface RunOptions {
  /** Added to the workspace's environment for this command only. */
  env?: Record<string, string>;
  /** Past this, everything is killed and `code` is null. Default 120 s: a real engine on a busy machine. */
  timeoutMs?: number;
}

export interface PulumiResult {
  /** The exit code; null when a signal ended it. */
  code: number | null;
  stdout: string;
  stderr: string;
  /**
   * What the engine reports of itself, for preview, up, refresh, destroy and import; empty for other commands. Of a
   * command with its own preview (`up`, `refresh`, `destroy`) only the second phase, the one that changes things.
   */
  events: EngineEvent[];
  /** For reports only: no test asserts it. */
  seconds: number;
}

export interface RunningPulumi {
  readonly pid: number;
  readonly finished: Promise<PulumiResult>;
  /** What it has printed so far, both streams. */
  output(): string;
  /** Signals the engine alone: its plugins run in process groups of their own and become orphans. */
  signal(signal: NodeJS.Signals): void;
  /** Signals the engine and everything below it, and waits for its end. */
  kill(signal: NodeJS.Signals): Promise<void>;
}

interface Surroundings {
  cwd: string;
  env: Record<string, string>;
  eventsDirectory: string;
}

const COMMANDS_WITH_EVENTS = new Set(["preview", "up", "refresh", "destroy", "import"]);
const DEFAULT_TIMEOUT_MS = 120_000;

export function startPulumi(pulumi: string, args: string[], around: Surroundings, options: RunOptions): RunningPulumi {
  const eventLog = COMMANDS_WITH_EVENTS.has(args[0] ?? "") ? join(around.eventsDirectory, randomUUID()) : undefined;
  const startedAt = Date.now();
  const child = spawn(pulumi, [...args, "--non-interactive", ...(eventLog ? ["--event-log", eventLog] : [])], {
    cwd: around.cwd,
    env: { ...around.env, ...options.env },
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  const text = { stdout: "", stderr: "", both: "" };
  for (const stream of ["stdout", "stderr"] as const) {
    child[stream].setEncoding("utf8").on("data", (chunk: string) => {
      text[stream] += chunk;
      text.both += chunk;
    });
  }
  const timer = setTimeout(() => killTree(child, "SIGKILL"), options.timeoutMs ?? DEFAULT_TIMEOUT_MS);
  const finished = new Promise<PulumiResult>((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", () => clearTimeout(timer));
    child.once("close", (code) => {
      const seconds = (Date.now() - startedAt) / 1000;
      resolve({
        code,
        stdout: text.stdout,
        stderr: text.stderr,
        events: eventLog ? readEvents(eventLog) : [],
        seconds,
      });
    });
  });
  return {
    pid: child.pid ?? 0,
    finished,
    output: () => text.both,
    signal: (signal) => void child.kill(signal),
    kill: async (signal) => {
      killTree(child, signal);
      await finished;
    },
  };
}

function killTree(child: ChildProcess, signal: NodeJS.Signals): void {
  const pid = child.pid;
  if (pid === undefined) {
    return;
  }
  for (const one of [pid, ...findDescendants(pid)]) {
    try {
      process.kill(one, signal);
    } catch {
      // It ended by itself in the meantime.
    }
  }
}

/** One JSON document per line; the last one is cut short where the engine was killed. */
function readEvents(file: string): EngineEvent[] {
  const lines = readIfThere(file).split("\n").filter(Boolean);
  rmSync(file, { force: true });
  return lines.flatMap((line, index) => {
    try {
      return [JSON.parse(line) as EngineEvent];
    } catch (error) {
      if (index === lines.length - 1) {
        return [];
      }
      throw error;
    }
  });
}

function readIfThere(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}

/** Fails with all that the command said, unless it ended well. */
export function expectSuccess({ code, stdout, stderr }: PulumiResult): void {
  expect({ code, said: code === 0 ? "" : stdout + stderr }).toEqual({ code: 0, said: "" });
}
