import { existsSync, readFileSync } from "node:fs";
import { findDescendants, findProviderPids } from "../../tests/support/processes";

/** What a command cost, with all the processes below it. Undefined where the system has no /proc. */
export interface TreeCost {
  readonly cpuSeconds: number | undefined;
  readonly engineMebibytes: number | undefined;
  readonly providerMebibytes: number | undefined;
}

const EVERY_MILLISECONDS = 200;

/** https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html counts in ticks of a hundredth of a second. */
const TICKS_PER_SECOND = 100;

/** Watches an engine, its program and its providers. Their peak is kept by the system, so that looking now and then suffices. */
export class ProcessTree {
  private readonly ticks = new Map<number, number>();
  private engine = 0;
  private provider = 0;
  private readonly timer: NodeJS.Timeout;

  constructor(private readonly pid: number) {
    this.timer = setInterval(() => this.look(), EVERY_MILLISECONDS);
  }

  stop(): TreeCost {
    clearInterval(this.timer);
    if (!existsSync("/proc/self/stat")) {
      return { cpuSeconds: undefined, engineMebibytes: undefined, providerMebibytes: undefined };
    }
    const ticks = [...this.ticks.values()].reduce((sum, one) => sum + one, 0);
    return {
      cpuSeconds: ticks / TICKS_PER_SECOND,
      engineMebibytes: this.engine,
      providerMebibytes: this.provider,
    };
  }

  private look(): void {
    const providers = new Set(findProviderPids(this.pid));
    for (const pid of [this.pid, ...findDescendants(this.pid)]) {
      const seen = readProcess(pid);
      if (!seen) continue;
      this.ticks.set(pid, seen.ticks);
      if (pid === this.pid) this.engine = Math.max(this.engine, seen.peakMebibytes);
      if (providers.has(pid)) this.provider = Math.max(this.provider, seen.peakMebibytes);
    }
  }
}

function readProcess(pid: number): { readonly ticks: number; readonly peakMebibytes: number } | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    const peak = /^VmHWM:\s*(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
    return { ticks: Number(fields[11]) + Number(fields[12]), peakMebibytes: Number(peak ?? 0) / 1024 };
  } catch {
    // It ended while we were looking.
    return undefined;
  }
}
