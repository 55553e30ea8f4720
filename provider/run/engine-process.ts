import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";

/** One `pulumi` process, told apart from others that had the same process id before or after it. */
export interface EngineProcess {
  readonly pid: number;
  readonly startedAt: string;
  /** Whether it was told to update without a preview, as the Automation API does: `--skip-preview`, `-f`, `PULUMI_OPTION_SKIP_PREVIEW`. */
  readonly skipsPreview: boolean;
  /** Whether it seems to have been told to preview only, so that no update follows. What saves time may rest on it, and nothing else. */
  readonly previewsOnly: boolean;
}

interface ProcessFacts {
  readonly parent: number;
  readonly command: string;
  readonly startedAt: string;
}

/** engine → shell shim → provider is two steps; one more for a wrapper around the shim. */
const MOST_ANCESTORS = 4;

/**
 * The engine that this process works for: the nearest ancestor that is `pulumi` itself. Preview and update are different provider
 * processes of one engine process, so this is what ties the two phases of one `pulumi up` together.
 * @returns undefined where it can't be found out (Windows; a renamed engine): then nothing is shared between the phases.
 */
export function findEngineProcess(from: number = process.ppid): EngineProcess | undefined {
  let pid = from;
  for (let step = 0; step < MOST_ANCESTORS && pid > 1; step += 1) {
    const facts = readProcess(pid);
    if (!facts) return undefined;
    if (facts.command === "pulumi") {
      const given = readArguments(pid);
      const skipsPreview = isSetInEnvironment() || given.some(isSkipPreview);
      const previewsOnly = given.some((argument) => /^(?:preview|pre|--preview-only(?:=true)?)$/.test(argument));
      return { pid, startedAt: facts.startedAt, skipsPreview, previewsOnly };
    }
    pid = facts.parent;
  }
  return undefined;
}

/** Whether this very process still runs. */
export function isRunning(engine: Pick<EngineProcess, "pid" | "startedAt">): boolean {
  return readProcess(engine.pid)?.startedAt === engine.startedAt;
}

function readProcess(pid: number): ProcessFacts | undefined {
  return process.platform === "linux" ? readFromProc(pid) : process.platform === "win32" ? undefined : readFromPs(pid);
}

/** https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html: (2) comm in brackets, (4) ppid, (22) starttime. */
function readFromProc(pid: number): ProcessFacts | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const close = stat.lastIndexOf(")");
    const rest = stat.slice(close + 2).split(" ");
    return { command: stat.slice(stat.indexOf("(") + 1, close), parent: Number(rest[1]), startedAt: String(rest[19]) };
  } catch {
    return undefined;
  }
}

/** Every flag of `pulumi` can be given as a variable, which its providers inherit (https://www.pulumi.com/docs/iac/cli/environment-variables). */
function isSetInEnvironment(): boolean {
  return /^(?:1|t|true)$/i.test(process.env.PULUMI_OPTION_SKIP_PREVIEW ?? "");
}

/** `-yf` is two flags in one. */
function isSkipPreview(argument: string): boolean {
  return argument === "--skip-preview" || argument === "--skip-preview=true" || /^-[a-z]*f[a-z]*$/.test(argument);
}

function readArguments(pid: number): string[] {
  if (process.platform !== "linux") {
    return spawnSync("ps", ["-o", "args=", "-p", String(pid)], { encoding: "utf8" }).stdout.split(/\s+/);
  }
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0");
  } catch {
    return [];
  }
}

function readFromPs(pid: number): ProcessFacts | undefined {
  const { status, stdout } = spawnSync("ps", ["-o", "ppid=,lstart=,comm=", "-p", String(pid)], {
    encoding: "utf8",
    env: { ...process.env, LC_ALL: "C" },
  });
  const [, parent, startedAt, command] = /^\s*(\d+)\s+(.{24})\s+(.+)$/.exec(stdout.trim()) ?? [];
  if (status !== 0 || !parent || !startedAt || !command) return undefined;
  return { parent: Number(parent), startedAt, command: command.split("/").at(-1) ?? command };
}
