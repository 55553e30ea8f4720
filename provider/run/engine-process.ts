import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync, readlinkSync } from "node:fs";

/** One `pulumi` process, told apart from others that had the same process id before or after it. */
export interface EngineProcess {
  readonly pid: number;
  readonly startedAt: string;
  /** Whether it was told to update without a preview, as the Automation API does: `--skip-preview`, `-f`, `PULUMI_OPTION_SKIP_PREVIEW`. */
  readonly skipsPreview: boolean;
  /** Whether it seems to have been told to preview only, so that no update follows. What saves time may rest on it, and nothing else. */
  readonly previewsOnly: boolean;
  /** Whether it seems to have been told to show every input: `--diff`. What is said in fewer words may rest on it, and nothing else. */
  readonly showsDiff: boolean;
  /** Whether it goes from update to update without a preview (`pulumi watch`): none of its phases is another's preview. */
  readonly watches: boolean;
}

interface ProcessFacts {
  readonly pid: number;
  readonly parent: number;
  readonly command: string;
  readonly startedAt: string;
}

/** engine → shell shim → provider is two steps; the rest is for wrappers around either. */
const MOST_ANCESTORS = 6;

/**
 * The engine that this process works for: the nearest ancestor that serves the engine's address, under whatever name; where that can't be
 * seen, the nearest that is `pulumi` by name. Preview and update are different provider processes of one engine process, so this is what ties
 * the two phases of one `pulumi up` together. In a container the engine can be process 1.
 * @param address `127.0.0.1:PORT`, as the engine passes it to its providers.
 * @returns undefined where it can't be found out (Windows; a process that was started by none): then nothing is shared between the phases.
 */
export function findEngineProcess(from: number = process.ppid, address?: string): EngineProcess | undefined {
  const ancestors = ancestorsFrom(from);
  const engine = ancestors.find(listensAt(address, ancestors)) ?? ancestors.find(({ command }) => command === "pulumi");
  if (!engine) return undefined;
  return { pid: engine.pid, startedAt: engine.startedAt, ...whatItIsToldBy(readArguments(engine.pid)) };
}

const SUBCOMMANDS = ["watch", "up", "update", "preview", "pre", "refresh", "destroy", "down"];

/** The subcommand is guessed: it is the first argument that is the name of one, although that could be the value of a flag before it. */
function whatItIsToldBy(given: readonly string[]): Omit<EngineProcess, "pid" | "startedAt"> {
  return {
    skipsPreview: isToldToSkipPreview() || given.some(isSkipPreview),
    previewsOnly: given.some((argument) => /^(?:preview|pre|--preview-only(?:=true)?)$/.test(argument)),
    showsDiff: given.some((argument) => /^--diff(?:=true)?$/.test(argument)),
    watches: given.find((argument) => SUBCOMMANDS.includes(argument)) === "watch",
  };
}

/**
 * Every flag of `pulumi` can be given as a variable, which its providers inherit (https://www.pulumi.com/docs/iac/cli/environment-variables):
 * this much is known of an engine that can't be found as well.
 */
export function isToldToSkipPreview(): boolean {
  return /^(?:1|t|true)$/i.test(process.env.PULUMI_OPTION_SKIP_PREVIEW ?? "");
}

/** Whether processes of this machine can be told apart at all. */
export const canFindEngine = process.platform !== "win32";

function ancestorsFrom(from: number): ProcessFacts[] {
  const ancestors: ProcessFacts[] = [];
  let pid = from;
  while (pid > 0 && ancestors.length < MOST_ANCESTORS) {
    const facts = readProcess(pid);
    if (!facts) break;
    ancestors.push(facts);
    pid = facts.parent;
  }
  return ancestors;
}

function listensAt(address: string | undefined, among: readonly ProcessFacts[]): (one: ProcessFacts) => boolean {
  const port = Number(address?.split(":").at(-1));
  if (!(port > 0)) return () => false;
  if (process.platform !== "linux") {
    const listening = listeningByLsof(port, among);
    return ({ pid }) => listening.has(pid);
  }
  const sockets = listeningSockets(port);
  return ({ pid }) => openFiles(pid).some((file) => sockets.has(file));
}

/** https://www.kernel.org/doc/html/latest/networking/proc_net_tcp.html: (1) local address, (3) state, 0A is listening, (9) inode. */
function listeningSockets(port: number): Set<string> {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, "0")}`;
  const lines = ["/proc/self/net/tcp", "/proc/self/net/tcp6"].flatMap((table) => readIfReadable(table).split("\n"));
  const fields = lines.map((line) => line.trim().split(/\s+/));
  const listening = fields.filter(([, local, , state]) => local?.endsWith(suffix) && state === "0A");
  return new Set(listening.map((line) => `socket:[${line[9]}]`));
}

/** What a process has open; nothing where this user may not look. */
function openFiles(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/fd`).flatMap((descriptor) => linkTarget(`/proc/${pid}/fd/${descriptor}`));
  } catch {
    return [];
  }
}

/** A descriptor can be closed while the list is read. */
function linkTarget(path: string): string[] {
  try {
    return [readlinkSync(path)];
  } catch {
    return [];
  }
}

function listeningByLsof(port: number, among: readonly ProcessFacts[]): Set<number> {
  const pids = among.map(({ pid }) => pid).join(",");
  const { stdout } = spawnSync("lsof", ["-nP", "-a", "-p", pids, `-iTCP:${port}`, "-sTCP:LISTEN", "-Fp"], {
    encoding: "utf8",
  });
  return new Set((stdout ?? "").split("\n").flatMap((line) => (line.startsWith("p") ? [Number(line.slice(1))] : [])));
}

/** Whether this very process still runs. */
export function isRunning(engine: Pick<EngineProcess, "pid" | "startedAt">): boolean {
  return startOf(engine.pid) === engine.startedAt;
}

/** When this process started, in the words of this machine; undefined when it is gone. */
export function startOf(pid: number): string | undefined {
  return readProcess(pid)?.startedAt;
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
    const command = stat.slice(stat.indexOf("(") + 1, close);
    return { pid, command, parent: Number(rest[1]), startedAt: String(rest[19]) };
  } catch {
    return undefined;
  }
}

/** `-yf` is two flags in one. */
function isSkipPreview(argument: string): boolean {
  return argument === "--skip-preview" || argument === "--skip-preview=true" || /^-[a-z]*f[a-z]*$/.test(argument);
}

function readArguments(pid: number): string[] {
  if (process.platform === "linux") return readIfReadable(`/proc/${pid}/cmdline`).split("\0");
  return spawnSync("ps", ["-o", "args=", "-p", String(pid)], { encoding: "utf8" }).stdout.split(/\s+/);
}

function readIfReadable(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

function readFromPs(pid: number): ProcessFacts | undefined {
  const { status, stdout } = spawnSync("ps", ["-o", "ppid=,lstart=,comm=", "-p", String(pid)], {
    encoding: "utf8",
    env: { ...process.env, LC_ALL: "C" },
  });
  const [, parent, startedAt, command] = /^\s*(\d+)\s+(.{24})\s+(.+)$/.exec(stdout.trim()) ?? [];
  if (status !== 0 || !parent || !startedAt || !command) return undefined;
  return { pid, parent: Number(parent), startedAt, command: command.split("/").at(-1) ?? command };
}
