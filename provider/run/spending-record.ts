import { createHash, randomUUID } from "node:crypto";
import { readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { isOwnDirectory, makeOwnDirectory, replaceFile } from "../own-directory";

/** The longest window that GitHub counts in (content-creating requests, 500 an hour). What is older says nothing. */
const KEEP_MILLISECONDS = 3_600_000;

/** So often at most something is written while requests come and go. */
const WRITE_EVERY_MILLISECONDS = 200;

/** The pace of a client, as far as it is told to the next process. Plain JSON. */
export interface Spender<Spent> {
  spentLately(): Spent;
  goOnFrom(spent: Spent): void;
  /** Calls back after each request. */
  whenSpent(listener: () => void): void;
}

/**
 * What clients on this machine have lately spent of an allowance, for the next client. GitHub counts the requests of a preview and its update together,
 * and those of two commands in a row. Each client has one small file, which holds numbers alone. Nothing rests on the record: what can't be read or written
 * is left, and so is a directory of somebody else's. The answers tell the rest.
 */
export class SpendingRecord<Spent extends { readonly at: number }> {
  private readonly prefix: string;
  private readonly own: string;
  private spender: Spender<Spent> | undefined;
  private isBehind = false;
  private timer: NodeJS.Timeout | undefined;

  /** @param allowance what GitHub counts together: host and token. Files are named by a hash of it. */
  constructor(
    private readonly directory: string,
    allowance: string,
  ) {
    this.prefix = `spent-${createHash("sha256").update(allowance).digest("hex").slice(0, 32)}-`;
    this.own = `${this.prefix}${randomUUID()}.json`;
  }

  /** Tells a client what others have spent, and from then on others what it spends. */
  follow(spender: Spender<Spent>, now: number): void {
    for (const name of this.files(now)) this.goOnFrom(spender, name);
    this.spender = spender;
    spender.whenSpent(() => {
      this.isBehind = true;
      this.timer ??= setTimeout(() => this.flush(), WRITE_EVERY_MILLISECONDS).unref();
    });
  }

  /** Writes what is not written yet: to be called before a process may end. */
  flush(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    if (!this.isBehind || !this.spender) return;
    this.isBehind = false;
    try {
      if (!makeOwnDirectory(this.directory)) return;
      replaceFile(join(this.directory, this.own), JSON.stringify(this.spender.spentLately()));
    } catch {
      // Nothing rests on it.
    }
  }

  /** Files of others about the same allowance. What is old is removed, whatever it is about. */
  private files(now: number): string[] {
    try {
      if (!isOwnDirectory(this.directory)) return [];
      const others = readdirSync(this.directory).filter((name) => name.startsWith("spent-") && name !== this.own);
      for (const name of others) this.removeOld(join(this.directory, name), now);
      return others.filter((name) => name.startsWith(this.prefix) && name.endsWith(".json"));
    } catch {
      return [];
    }
  }

  private removeOld(path: string, now: number): void {
    const written = statSync(path, { throwIfNoEntry: false })?.mtimeMs;
    if (written !== undefined && now - written > KEEP_MILLISECONDS) rmSync(path, { force: true });
  }

  private goOnFrom(spender: Spender<Spent>, name: string): void {
    try {
      spender.goOnFrom(JSON.parse(readFileSync(join(this.directory, name), "utf8")) as Spent);
    } catch {
      // It was removed, or is not what this version writes.
    }
  }
}
