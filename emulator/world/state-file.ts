import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { rename, rm, writeFile } from "node:fs/promises";
import type { Seed } from "../seed";
import { checkedSeed } from "../seed-schema";

/** Keeps a world in a file. A crash leaves the last complete state: a new one is written beside it and then takes its name. */
export class StateFile {
  #isDirty = false;
  #isScheduled = false;
  #writing: Promise<void> | undefined;

  constructor(
    private readonly path: string,
    private readonly snapshot: () => Seed,
    private readonly log: (line: string) => void,
  ) {}

  /** The saved state, or undefined when there is no such file. Throws when it can't be read. */
  static read(path: string): Seed | undefined {
    try {
      return checkedSeed(JSON.parse(readFileSync(path, "utf8")));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
      throw new Error(`read the emulator's state from ${path}: ${(error as Error).message}`, { cause: error });
    }
  }

  /** Changes of one turn of the event loop are written together, soon. */
  markChanged(): void {
    this.#isDirty = true;
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    setImmediate(() => {
      this.#isScheduled = false;
      this.save().catch((error: Error) => this.log(`error: ${error.message}`));
    });
  }

  /**
   * Resolves when everything that was changed before the call is in the file; calls at the same time share one write. What could not be
   * written is tried again by the next call.
   */
  async save(): Promise<void> {
    while (this.#isDirty || this.#writing) {
      this.#writing ??= this.#write().finally(() => {
        this.#writing = undefined;
      });
      await this.#writing;
    }
  }

  async #write(): Promise<void> {
    this.#isDirty = false;
    const text = `${JSON.stringify(this.snapshot(), null, 1)}\n`;
    const temporary = `${this.path}.${randomUUID()}.tmp`;
    try {
      await writeFile(temporary, text, { mode: 0o600, flag: "wx" });
      await rename(temporary, this.path);
    } catch (error) {
      this.#isDirty = true;
      await rm(temporary, { force: true });
      throw new Error(`save the emulator's state to ${this.path}: ${(error as Error).message}`, { cause: error });
    }
  }
}
