import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** The longest window that GitHub counts in (content-creating requests, 500 an hour). What is older says nothing. */
const KEEP_MILLISECONDS = 3_600_000;

/**
 * What processes on this machine have lately spent of an allowance, for the next one: GitHub counts the preview's requests and the
 * update's together, and those of two commands in a row as well. One small file for each process; it holds numbers alone. It makes
 * things smoother and is never needed: what can't be read or written is left.
 */
export class SpendingRecord<Spent extends { readonly at: number }> {
  private readonly own: string;

  /** @param allowance names the allowance (a hash of host and token). */
  constructor(
    private readonly directory: string,
    private readonly allowance: string,
  ) {
    this.own = `${this.prefix}${process.pid}.json`;
  }

  /** What others than this process have left, as long as it still counts. Removes what does not. */
  earlier(now: number): Spent[] {
    try {
      const files = readdirSync(this.directory).filter((name) => name.startsWith("spent-") && name !== this.own);
      return files.flatMap((name) => this.readOrRemove(name, now)).sort((a, b) => a.at - b.at);
    } catch {
      return [];
    }
  }

  leave(spent: Spent): void {
    const path = join(this.directory, this.own);
    try {
      mkdirSync(this.directory, { recursive: true, mode: 0o700 });
      writeFileSync(`${path}.tmp`, JSON.stringify(spent), { mode: 0o600 });
      renameSync(`${path}.tmp`, path);
    } catch {
      // The next process is then paced by what the answers tell.
    }
  }

  private get prefix(): string {
    return `spent-${this.allowance}-`;
  }

  private readOrRemove(name: string, now: number): Spent[] {
    const path = join(this.directory, name);
    if (now - statSync(path).mtimeMs > KEEP_MILLISECONDS) {
      rmSync(path, { force: true });
      return [];
    }
    if (!name.startsWith(this.prefix) || !name.endsWith(".json")) return [];
    return [JSON.parse(readFileSync(path, "utf8")) as Spent];
  }
}
