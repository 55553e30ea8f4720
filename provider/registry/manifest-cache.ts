import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { appendFile, readFile } from "node:fs/promises";
import { join } from "node:path";
import { makeOwnDirectory } from "../own-directory";
import type { Logger } from "../ports";
import { isDigest } from "./digest";
import type { ManifestFacts, ManifestKind } from "./manifests";

const KINDS: ReadonlySet<string> = new Set<ManifestKind>(["image", "index", "artifact", "schema1"]);

/** Sixteen hexadecimal digits tell a torn or changed line from a whole one. */
const CHECKSUM_LENGTH = 16;

/**
 * Remembers facts about manifests in a directory, across runs: one file for each repository, to which lines are added.
 * Manifests are named by their content, so what is there never becomes wrong. Each line carries a checksum and is read
 * or ignored by itself: a process that is killed while it writes, two processes that write at once, or a damaged file
 * cost some manifests being read again, never a wrong answer.
 *
 * The files hold digests and names of packages, no token; they only grow, and may be deleted at any time. Who can write
 * to the directory can say what an index contains, so it deserves the same protection as the state of the stack.
 */
export class ManifestCache {
  readonly #directory: string;
  readonly #logger: Logger;
  #told = false;

  /** @param directory the cache's own directory for one registry; created when needed */
  constructor(directory: string, logger: Logger) {
    this.#directory = directory;
    this.#logger = logger;
  }

  /** What is known of a repository's manifests; empty when nothing can be read. */
  async load(repository: string): Promise<Map<string, ManifestFacts>> {
    const known = new Map<string, ManifestFacts>();
    let text: string;
    try {
      if (existsSync(this.#directory)) this.#requireOwn();
      text = await readFile(this.#file(repository), "utf8");
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") this.#tell("read", error);
      return known;
    }
    for (const line of text.split("\n")) {
      const facts = parseLine(line);
      if (facts) known.set(facts.digest, facts);
    }
    return known;
  }

  /** Adds facts. What cannot be written is read from the registry again next time: that is no failure of the run. */
  async add(repository: string, facts: readonly ManifestFacts[]): Promise<void> {
    if (facts.length === 0) return;
    const file = this.#file(repository);
    try {
      this.#requireOwn();
      // The line break in front ends a line that another process may have left torn.
      await appendFile(file, `\n${facts.map(formatLine).join("\n")}\n`, { mode: 0o600 });
    } catch (error) {
      this.#tell("write", error);
    }
  }

  /** Whoever else could write here could say what an image consists of. */
  #requireOwn(): void {
    if (!makeOwnDirectory(this.#directory)) throw new Error("others may write to it");
  }

  #file(repository: string): string {
    return join(this.#directory, `${encodeURIComponent(repository)}.jsonl`);
  }

  #tell(verb: string, error: unknown): void {
    if (this.#told) return;
    this.#told = true;
    const { code, message } = error as NodeJS.ErrnoException;
    this.#logger.warn(
      `${verb} the manifest cache in ${this.#directory}: ${code ?? message}. Going on without it; check cachePath.`,
    );
  }
}

function formatLine(facts: ManifestFacts): string {
  const json = JSON.stringify(facts);
  return `${checksum(json)} ${json}`;
}

function parseLine(line: string): ManifestFacts | undefined {
  const json = line.slice(CHECKSUM_LENGTH + 1);
  if (json === "" || line.slice(0, CHECKSUM_LENGTH + 1) !== `${checksum(json)} `) return undefined;
  try {
    const facts = JSON.parse(json) as ManifestFacts;
    const whole = isDigest(facts.digest) && KINDS.has(facts.kind) && Array.isArray(facts.children);
    return whole ? facts : undefined;
  } catch {
    return undefined;
  }
}

function checksum(json: string): string {
  return createHash("sha256").update(json).digest("hex").slice(0, CHECKSUM_LENGTH);
}
