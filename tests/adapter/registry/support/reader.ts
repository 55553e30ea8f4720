import type { Logger } from "../../../../provider/ports";
import { createManifestReader, type ManifestReaderOptions } from "../../../../provider/registry/registry-manifests";

/** A clock on which waiting takes no time, and is noted. */
class NotedClock {
  readonly sleeps: number[] = [];
  time = Date.parse("2026-11-21T09:00:00Z");

  now(): number {
    return this.time;
  }

  async sleep(milliseconds: number): Promise<void> {
    this.sleeps.push(milliseconds);
    this.time += milliseconds;
  }
}

class NotedLog implements Logger {
  readonly lines: string[] = [];
  readonly debug = (message: string) => this.#note("debug", message);
  readonly info = (message: string) => this.#note("info", message);
  readonly warn = (message: string) => this.#note("warn", message);
  readonly progress = (message: string) => this.#note("progress", message);

  #note(level: string, message: string): void {
    this.lines.push(`${level}: ${message}`);
  }
}

/** A reader with a clock and a log that can be looked at. */
export function testReader(options: Partial<ManifestReaderOptions> & { registryUrl: string }) {
  const clock = new NotedClock();
  const log = new NotedLog();
  return { reader: createManifestReader({ clock, logger: log, ...options }), clock, log };
}

/** What a call was refused with. */
export async function failureOf(work: Promise<unknown>): Promise<{ code: string; message: string; retryAt?: string }> {
  try {
    await work;
  } catch (error) {
    const { code, message, retryAt } = error as { code: string; message: string; retryAt?: string };
    return { code, message, ...(retryAt !== undefined && { retryAt }) };
  }
  throw new Error("nothing was refused");
}
