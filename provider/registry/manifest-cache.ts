import { existsSync } from "node:fs";
import { appendFile, readFile } from "node:fs/promises";
import { join } from "node:path";
import { makeOwnDirectory } from "../own-directory";
import type { Logger } from "../ports";
import { isDigest, verifiedContent } from "./digest";
import type { ManifestFacts } from "./manifests";
import { parseManifest } from "./parse-manifest";

/** A manifest as the registry served it. */
export interface ServedManifest {
  readonly digest: string;
  readonly contentType?: string;
  /** The very text that the digest names. */
  readonly content: string;
}

/**
 * Remembers manifests in a directory, across runs: one file for each repository, to which lines are added. Manifests are named by their
 * content, and each is believed only when it is what its digest names: so nobody who can write to the directory can say what an index
 * contains. Each line is read or ignored by itself: a process that is killed while it writes, two processes that write at once, or a damaged
 * file cost some manifests being read again, never a wrong answer.
 *
 * The files hold manifests and names of packages, no token; they only grow, and may be deleted at any time.
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

  /** Adds manifests. What cannot be written is read from the registry again next time: that is no failure of the run. */
  async add(repository: string, manifests: readonly ServedManifest[]): Promise<void> {
    if (manifests.length === 0) return;
    const file = this.#file(repository);
    try {
      this.#requireOwn();
      // The line break in front ends a line that another process may have left torn.
      await appendFile(file, `\n${manifests.map((one) => JSON.stringify(one)).join("\n")}\n`, { mode: 0o600 });
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

function parseLine(line: string): ManifestFacts | undefined {
  try {
    const { digest, contentType, content } = JSON.parse(line) as Partial<ServedManifest>;
    if (typeof digest !== "string" || typeof content !== "string" || !isDigest(digest)) return undefined;
    const verified = verifiedContent(digest, Buffer.from(content));
    return verified && parseManifest(digest, contentType, verified.toString("utf8"));
  } catch {
    return undefined;
  }
}
