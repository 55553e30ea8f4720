import { createHmac, hkdfSync, randomBytes, randomUUID, timingSafeEqual } from "node:crypto";
import { open, readdir, readFile, rename, rm, stat, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { gunzip, gzip } from "node:zlib";
import { makeOwnDirectory } from "../../own-directory";
import type { Logger } from "../../ports";

/** An answer that GitHub may confirm with 304 instead of sending it again. */
export interface StoredResponse {
  /** As GitHub wrote it, quotes and weakness included. */
  readonly etag: string;
  readonly link?: string;
  readonly data: unknown;
}

const DAY_MS = 24 * 3_600_000;

/** What nobody has asked for in so long is thrown away; looked for once a day. */
const KEEP_MS = 30 * DAY_MS;

const SALT_BYTES = 32;
const SEAL_BYTES = 32;
const ENTRY = /^[0-9a-f]{64}\.answer$/;

const compress = promisify(gzip);
const decompress = promisify(gunzip);

/** What keeps the answers of one client apart from others'. */
export interface CacheOwner {
  /** Host, API version and credential. */
  readonly identity: string;
  /** What nobody else has who can write to the directory: the token, or an App's private key. Only keys derived from it are used. */
  readonly secret: string;
}

/** The keys of a directory for one owner. */
interface Keys {
  readonly name: Buffer;
  readonly seal: Buffer;
}

/**
 * Answers on disk, for conditional requests: one file each, a seal and the compressed answer, readable by this user alone, since package names
 * can be private. A file's name is an HMAC, under a salt of this directory's own, of the URL, the API version and the token: answers
 * differ between tokens, and neither a token nor anything to test a guess against leaves this machine with a copy of one file.
 * The seal is an HMAC of the name and of what follows, under a key that is derived from the salt and the token: a 304 makes an entry the truth
 * about what GitHub lists, so nothing is read that somebody without this token could have written, or moved here from another address.
 * The cache is an optimization: what can't be read counts as absent, and what can't be written is told once and left.
 */
export class ConditionalCache {
  private readonly directory: string;
  private ready: Promise<Keys | undefined> | undefined;

  /** `cachePath` may be another program's directory as well (@pulumi/github has a setting of this name): this is a folder in it. */
  constructor(
    cachePath: string,
    private readonly owner: CacheOwner,
    private readonly logger: Logger,
  ) {
    this.directory = join(cachePath, "pulumi-github-packages");
  }

  async read(url: string): Promise<StoredResponse | undefined> {
    const entry = await this.entryOf(url);
    if (entry === undefined) return undefined;
    try {
      const bytes = await readFile(entry.file);
      const [seal, content] = [bytes.subarray(0, SEAL_BYTES), bytes.subarray(SEAL_BYTES)];
      if (seal.length !== SEAL_BYTES || !timingSafeEqual(seal, entry.seal(content))) return undefined;
      const stored: unknown = JSON.parse((await decompress(content)).toString("utf8"));
      if (!isStoredResponse(stored)) return undefined;
      const now = new Date();
      await utimes(entry.file, now, now);
      return stored;
    } catch {
      return undefined;
    }
  }

  async write(url: string, answer: StoredResponse): Promise<void> {
    const entry = await this.entryOf(url);
    if (entry === undefined) return;
    const temporary = `${entry.file}.${randomUUID()}.tmp`;
    try {
      const content = await compress(JSON.stringify(answer));
      await writeFile(temporary, Buffer.concat([entry.seal(content), content]), { mode: 0o600, flag: "wx" });
      await rename(temporary, entry.file);
    } catch (error) {
      await rm(temporary, { force: true });
      this.giveUp(error);
    }
  }

  private async entryOf(url: string) {
    this.ready ??= this.prepare();
    const keys = await this.ready;
    if (!keys) return undefined;
    const name = createHmac("sha256", keys.name).update(`${this.owner.identity}\n${url}`).digest("hex");
    const seal = (content: Buffer) => createHmac("sha256", keys.seal).update(name).update(content).digest();
    return { file: join(this.directory, `${name}.answer`), seal };
  }

  private async prepare(): Promise<Keys | undefined> {
    try {
      if (!makeOwnDirectory(this.directory)) throw new Error("others may write to it. Remove it, or change cachePath.");
      const salt = await this.salt();
      await this.dropOldEntries();
      const seal = hkdfSync("sha256", this.owner.secret, salt, "seal of a stored answer", SEAL_BYTES);
      return { name: salt, seal: Buffer.from(seal) };
    } catch (error) {
      this.giveUp(error);
      return undefined;
    }
  }

  /** Whoever comes first makes the salt; the others use that one. */
  private async salt(): Promise<Buffer> {
    const file = join(this.directory, "salt");
    const made = randomBytes(SALT_BYTES);
    try {
      const handle = await open(file, "wx", 0o600);
      await handle.writeFile(made);
      await handle.close();
      return made;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
    const found = await readFile(file);
    if (found.length === SALT_BYTES) return found;
    await writeFile(file, made, { mode: 0o600 });
    return made;
  }

  /** The salt's own time says when this was done last. */
  private async dropOldEntries(): Promise<void> {
    const now = Date.now();
    const salt = join(this.directory, "salt");
    if (now - (await stat(salt)).mtimeMs < DAY_MS) return;
    await utimes(salt, new Date(now), new Date(now));
    for (const name of await readdir(this.directory)) {
      if (!ENTRY.test(name) && !name.endsWith(".tmp")) continue;
      const file = join(this.directory, name);
      const { mtimeMs } = await stat(file);
      if (now - mtimeMs > KEEP_MS) await rm(file, { force: true });
    }
  }

  private giveUp(error: unknown): void {
    if (this.ready === NOTHING) return;
    this.ready = NOTHING;
    this.logger.warn(
      `The cache in ${this.directory} can't be used, so every request counts: ${(error as Error).message}`,
    );
  }
}

const NOTHING: Promise<undefined> = Promise.resolve(undefined);

function isStoredResponse(value: unknown): value is StoredResponse {
  return (
    typeof value === "object" && value !== null && "data" in value && "etag" in value && typeof value.etag === "string"
  );
}
