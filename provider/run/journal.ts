import { appendFileSync, closeSync, fstatSync, openSync, readdirSync, readSync } from "node:fs";
import { join } from "node:path";

/** Entries that the processes of one run tell each other: what a program declares can run in several provider instances, and in two phases. */
export interface Journal<Entry> {
  append(entry: Entry): void;
  /** What others have appended since the last call; earlier entries may come again. */
  read(): Entry[];
}

/** For a process that belongs to no engine that can be told: what it appends is known to itself alone. */
export const privateJournal: Journal<never> = { append: () => {}, read: () => [] };

/** A journal in a directory: each process appends to a file of its own, and reads those of the others. */
export class FileJournal<Entry> implements Journal<Entry> {
  private readonly own: string;
  /** How far each of the others' files has been read, in bytes. */
  private readonly offsets = new Map<string, number>();

  /**
   * @param writer what tells this process's file from those of the others.
   * @param topic processes share the entries of the same topic.
   */
  constructor(
    private readonly directory: string,
    writer: string,
    private readonly topic: string,
  ) {
    this.own = `${writer}${this.suffix}`;
  }

  append(entry: Entry): void {
    appendFileSync(join(this.directory, this.own), `${JSON.stringify(entry)}\n`, { mode: 0o600 });
  }

  read(): Entry[] {
    const others = readdirSync(this.directory).filter((name) => name.endsWith(this.suffix) && name !== this.own);
    return others.flatMap((name) => this.readOn(name));
  }

  private get suffix(): string {
    return `-${this.topic}.journal`;
  }

  /** A last line without its end is still being written, or its process was killed before it could act upon it. */
  private readOn(name: string): Entry[] {
    const offset = this.offsets.get(name) ?? 0;
    const bytes = readFrom(join(this.directory, name), offset);
    const end = bytes.lastIndexOf("\n") + 1;
    this.offsets.set(name, offset + end);
    const lines = bytes.toString("utf8", 0, end).split("\n").slice(0, -1);
    return lines.map((line) => JSON.parse(line) as Entry);
  }
}

function readFrom(path: string, offset: number): Buffer {
  const file = openSync(path, "r");
  try {
    const bytes = Buffer.alloc(Math.max(0, fstatSync(file).size - offset));
    return bytes.subarray(0, readSync(file, bytes, 0, bytes.length, offset));
  } finally {
    closeSync(file);
  }
}
