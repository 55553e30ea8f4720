import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";

interface Process {
  pid: number;
  parent: number;
  command: string;
}

const PROVIDER = /dynamic-provider|pulumi-resource-github-packages/;

/**
 * The Node processes of providers below a running engine: dynamic ones, and plugins. An orphan has lost its engine as an ancestor: look for
 * it before the engine is killed.
 */
export function findProviderPids(enginePid: number): number[] {
  const all = listProcesses();
  return descendantsOf(enginePid, all)
    .filter(({ command }) => PROVIDER.test(command) && !command.includes("require.resolve"))
    .map(({ pid }) => pid);
}

/** Every process below `pid`, nearest first. */
export function findDescendants(pid: number): number[] {
  return descendantsOf(pid, listProcesses()).map((process) => process.pid);
}

/** True while the process exists and is not a zombie that nobody has waited for. */
export function isRunning(pid: number): boolean {
  return listProcesses().some((process) => process.pid === pid);
}

function descendantsOf(pid: number, all: Process[]): Process[] {
  const children = all.filter((process) => process.parent === pid);
  return [...children, ...children.flatMap((child) => descendantsOf(child.pid, all))];
}

function listProcesses(): Process[] {
  return existsSync("/proc/self/stat") ? listFromProc() : listFromPs();
}

function listFromProc(): Process[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const stat = readFileSync(`/proc/${name}/stat`, "utf8");
        const [state, parent] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
        const command = readFileSync(`/proc/${name}/cmdline`, "utf8").replaceAll("\0", " ");
        return state === "Z" ? [] : [{ pid: Number(name), parent: Number(parent), command }];
      } catch {
        // It ended while we were reading.
        return [];
      }
    });
}

function listFromPs(): Process[] {
  return execFileSync("ps", ["-axo", "pid=,ppid=,stat=,command="], { encoding: "utf8" })
    .split("\n")
    .flatMap((line) => {
      const match = /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(.*)$/.exec(line);
      return match && !match[3]?.startsWith("Z")
        ? [{ pid: Number(match[1]), parent: Number(match[2]), command: match[4] ?? "" }]
        : [];
    });
}
