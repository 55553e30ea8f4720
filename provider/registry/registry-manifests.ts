import { join } from "node:path";
import { isProviderError } from "../errors";
import type { Clock, Logger } from "../ports";
import { ManifestCache, type ServedManifest } from "./manifest-cache";
import { ManifestSource, manifestNotFound, type ReadManifest, repositoryOf } from "./manifest-source";
import type { BlobFacts, ManifestFacts, ManifestReader, ReadProgress } from "./manifests";
import { proxiedFetch } from "./proxied-fetch";
import type { RegistryCredentials } from "./registry-auth";
import { type RegistryFetch, RegistryRequests, type RetryOptions } from "./registry-request";

export interface ManifestReaderOptions extends RegistryCredentials, RetryOptions {
  /** `https://ghcr.io`, or another registry's base URL. */
  readonly registryUrl: string;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Where manifests are remembered across runs; nowhere when absent. */
  readonly cachePath?: string;
  /** Default: one that goes through the proxies that `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY` name. */
  readonly fetch?: RegistryFetch;
}

/**
 * Reads manifests from a container registry. One reader serves a whole run: it keeps every manifest it has read, one
 * token for each repository, and one limit on requests under way.
 *
 * @throws ProviderError `invalid` when `registryUrl` is none
 */
export function createManifestReader(options: ManifestReaderOptions): ManifestReader {
  return new RegistryManifests(options);
}

/**
 * New manifests are written to the disk cache in portions of this size, so that a run that is killed has not read them for
 * nothing.
 */
const CACHE_PORTION = 500;

interface Reading {
  readonly owner: string;
  readonly packageName: string;
  /** Manifests without which the others are good enough. */
  readonly leavesOut: "none" | "unserved" | "unreadable";
}

class RegistryManifests implements ManifestReader {
  readonly #source: ManifestSource;
  readonly #logger: Logger;
  readonly #concurrency: number;
  readonly #cache: ManifestCache | undefined;
  readonly #known = new Map<string, ManifestFacts>();
  readonly #blobs = new Map<string, BlobFacts>();
  readonly #loaded = new Map<string, Promise<void>>();

  constructor(options: ManifestReaderOptions) {
    const { registryUrl, clock, logger, cachePath } = options;
    const requests = new RegistryRequests(options.fetch ?? proxiedFetch(), clock, options);
    this.#source = new ManifestSource(registryUrl, requests, { credentials: options, clock, logger });
    this.#logger = logger;
    this.#concurrency = requests.concurrency;
    if (cachePath !== undefined) {
      const directory = join(cachePath, "manifests-2", encodeURIComponent(this.#source.host));
      this.#cache = new ManifestCache(directory, logger);
    }
  }

  read(
    owner: string,
    packageName: string,
    digests: readonly string[],
    onProgress?: ReadProgress,
  ): Promise<Map<string, ManifestFacts>> {
    return this.#read({ owner, packageName, leavesOut: "none" }, digests, onProgress);
  }

  readServed(
    owner: string,
    packageName: string,
    digests: readonly string[],
    onProgress?: ReadProgress,
  ): Promise<Map<string, ManifestFacts>> {
    return this.#read({ owner, packageName, leavesOut: "unserved" }, digests, onProgress);
  }

  readUnderstood(
    owner: string,
    packageName: string,
    digests: readonly string[],
    onProgress?: ReadProgress,
  ): Promise<Map<string, ManifestFacts>> {
    return this.#read({ owner, packageName, leavesOut: "unreadable" }, digests, onProgress);
  }

  known(digests: readonly string[]): Map<string, ManifestFacts> {
    const known = new Map<string, ManifestFacts>();
    for (const digest of digests) {
      const facts = this.#known.get(digest);
      if (facts) known.set(digest, facts);
    }
    return known;
  }

  async #read(
    reading: Reading,
    digests: readonly string[],
    onProgress?: ReadProgress,
  ): Promise<Map<string, ManifestFacts>> {
    await this.#loadCache(repositoryOf(reading));
    const wanted = new Set(digests);
    const found = this.known([...wanted]);
    const unknown = [...wanted].filter((digest) => !found.has(digest));
    const known = found.size;
    this.#logger.debug(`${repositoryOf(reading)}: ${known} manifests known, ${unknown.length} to read.`);
    let read = 0;
    await this.#fetchAll(reading, unknown, (facts) => {
      if (facts) found.set(facts.digest, facts);
      read += 1;
      onProgress?.(known + read, wanted.size);
    });
    return found;
  }

  /** After the first failure no further request is begun, and those under way are waited for. What was read is kept. */
  async #fetchAll(
    reading: Reading,
    digests: readonly string[],
    onRead: (facts: ManifestFacts | undefined) => void,
  ): Promise<void> {
    const queue = digests.values();
    const failures: unknown[] = [];
    let fresh: ServedManifest[] = [];
    const flush = async () => {
      const portion = fresh;
      fresh = [];
      await this.#cache?.add(repositoryOf(reading), portion);
    };
    const worker = async () => {
      for (const digest of queue) {
        const read = await this.#fetchOne(reading, digest);
        if (read && this.#cache) fresh.push(read.served);
        onRead(read?.facts);
        if (fresh.length >= CACHE_PORTION) await flush();
        if (failures.length > 0) return;
      }
    };
    const workers = Array.from({ length: Math.min(this.#concurrency, digests.length) }, () =>
      worker().catch((error: unknown) => {
        failures.push(error);
      }),
    );
    await Promise.all(workers);
    await flush();
    if (failures.length > 0) throw failures[0];
  }

  async #fetchOne(reading: Reading, digest: string): Promise<ReadManifest | undefined> {
    const { owner, packageName, leavesOut } = reading;
    const ref = { owner, packageName, digest };
    const read = await this.#source.get(ref, leavesOut === "none").catch((error: unknown) => {
      if (leavesOut === "unreadable" && isProviderError(error, "unreadable")) return undefined;
      throw error;
    });
    if (read) return { ...read, facts: this.#remember(read.facts) };
    if (leavesOut === "none") throw manifestNotFound(ref, this.#source.host);
    return undefined;
  }

  #loadCache(repository: string): Promise<void> {
    let loading = this.#loaded.get(repository);
    if (!loading) {
      loading = this.#loadFrom(this.#cache, repository);
      this.#loaded.set(repository, loading);
    }
    return loading;
  }

  async #loadFrom(cache: ManifestCache | undefined, repository: string): Promise<void> {
    if (!cache) return;
    for (const facts of (await cache.load(repository)).values()) this.#remember(facts);
  }

  /** Images have layers in common: what is the same is kept once. */
  #remember(facts: ManifestFacts): ManifestFacts {
    const blobs = facts.blobs?.map((blob) => {
      const known = this.#blobs.get(blob.digest);
      if (known?.size === blob.size) return known ?? blob;
      this.#blobs.set(blob.digest, blob);
      return blob;
    });
    const kept = blobs ? { ...facts, blobs } : facts;
    this.#known.set(facts.digest, kept);
    return kept;
  }
}
