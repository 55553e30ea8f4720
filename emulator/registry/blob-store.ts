import { randomUUID } from "node:crypto";
import type { RepositoryName } from "./routes";

/**
 * Configs and layers that were pushed: in memory only, because the packages API knows nothing of them. A saved state
 * does not hold them. What else can be pulled: named-blobs.ts.
 */
export class BlobStore {
  readonly #blobs = new Map<string, Buffer>();
  readonly #uploads = new Map<string, Buffer>();

  /** A blob is visible in the repositories it was pushed to or mounted in. */
  get(repository: RepositoryName, digest: string): Buffer | undefined {
    return this.#blobs.get(key(repository, digest));
  }

  put(repository: RepositoryName, digest: string, content: Buffer): void {
    this.#blobs.set(key(repository, digest), content);
  }

  /** Begins an upload, and names it. */
  begin(): string {
    const upload = randomUUID();
    this.#uploads.set(upload, Buffer.alloc(0));
    return upload;
  }

  /** What an upload has brought so far; undefined when there is no such upload. */
  uploaded(upload: string): Buffer | undefined {
    return this.#uploads.get(upload);
  }

  append(upload: string, content: Buffer): Buffer {
    const whole = Buffer.concat([this.#uploads.get(upload) ?? Buffer.alloc(0), content]);
    this.#uploads.set(upload, whole);
    return whole;
  }

  end(upload: string): void {
    this.#uploads.delete(upload);
  }
}

function key({ owner, name }: RepositoryName, digest: string): string {
  return `${owner.toLowerCase()}/${name}@${digest}`;
}
