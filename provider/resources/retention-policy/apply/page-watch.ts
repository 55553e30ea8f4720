import { isProviderError } from "../../../errors";
import type { VersionFacts } from "../../../model/package";
import type { Clock, VersionsPage } from "../../../ports";
import { LOOK_AGAIN_AFTER_MILLISECONDS } from "../plan";
import { ListedOrder } from "./listed-order";

/** A deletion is sent only if its version, and the first page, where new indexes are, were seen within this time. */
const SEEN_MILLISECONDS = 10_000;

export interface WatchedPackage {
  /** All active versions, in GitHub's order. */
  readonly versions: readonly VersionFacts[];
  /** When the first of them was asked for; undefined when that is too long ago to count. */
  readonly readFrom: number | undefined;
  /** Whether what comes to the first page matters to versions on the others. */
  readonly needsFirstPage: boolean;
  readonly pageSize: number;
  /** A page as it is now; undefined when it is what its etag names. */
  readonly readPage: (page: number, etag: string | undefined) => Promise<VersionsPage | undefined>;
  /** Whether this run has sent a deletion of the version. */
  readonly isOwn: (versionId: number) => boolean;
}

/**
 * Looks for what arrives while a package's versions are deleted. Before each small batch it reads the page that holds the batch's versions, and the first
 * page where what comes to that matters. What shifts the pages is found out by either.
 */
export class PageWatch {
  private readonly order: ListedOrder;
  private readonly seenAt = new Map<number, number>();
  private firstPageAt: number;
  private readonly pages = new Map<number, VersionsPage>();
  private looking: Promise<unknown> = Promise.resolve();
  private sight: "as known" | "changed" | "moved" = "as known";

  constructor(
    private readonly clock: Clock,
    private readonly watched: WatchedPackage,
  ) {
    this.order = new ListedOrder(watched.versions, watched.pageSize, watched.isOwn);
    this.firstPageAt = watched.readFrom ?? Number.NEGATIVE_INFINITY;
  }

  /** Whether the package still is what is known of it, looked at again when that is some seconds old. */
  async shows(versionId: number): Promise<boolean> {
    const look = this.looking.then(() => this.lookAt(versionId));
    this.looking = look.catch(() => undefined);
    await look;
    return this.sight === "as known";
  }

  /** Whether a deletion of the version may be sent by what was seen. */
  covers(versionId: number): boolean {
    return this.sight === "as known" && !this.isOlder(versionId, SEEN_MILLISECONDS);
  }

  /** All active versions, as pages have shown them since, when nothing else has changed. They are what is known from now on. */
  takeChanges(): readonly VersionFacts[] | undefined {
    if (this.sight !== "changed") return undefined;
    this.sight = "as known";
    return this.order.versions;
  }

  private isOlder(versionId: number, milliseconds: number): boolean {
    const firstPageAt = this.watched.needsFirstPage ? this.firstPageAt : Number.POSITIVE_INFINITY;
    return this.clock.now() - Math.min(this.lastSeen(versionId), firstPageAt) > milliseconds;
  }

  private lastSeen(versionId: number): number {
    return this.seenAt.get(versionId) ?? this.watched.readFrom ?? Number.NEGATIVE_INFINITY;
  }

  private async lookAt(versionId: number): Promise<void> {
    if (this.sight === "as known" && this.isOlder(versionId, LOOK_AGAIN_AFTER_MILLISECONDS))
      await this.lookAgainAt(versionId);
  }

  private async lookAgainAt(versionId: number): Promise<void> {
    const now = this.clock.now();
    const isOld = (at: number) => now - at > LOOK_AGAIN_AFTER_MILLISECONDS;
    const first = this.watched.needsFirstPage && isOld(this.firstPageAt) ? [1] : [];
    const its = isOld(this.lastSeen(versionId)) ? [this.order.pageOf(versionId)] : [];
    const read = new Set([...first, ...its]);
    let inserted = await this.read([...read], 0);
    const isFound = () => !this.order.has(versionId) || !isOld(this.lastSeen(versionId));
    // Deletions that are under way, and what came to the first page, can shift it by a page.
    for (const shift of [0, 1]) {
      const page = this.order.pageOf(versionId) + shift;
      if (this.sight === "moved" || isFound() || read.has(page)) continue;
      read.add(page);
      inserted += await this.read([page], inserted);
    }
    if (!isFound()) this.sight = "moved";
  }

  /** @returns how many versions more are known now. */
  private async read(numbers: readonly number[], alreadyInserted: number): Promise<number> {
    const before = this.order.versions.length;
    const readAt = this.clock.now();
    const pages = await Promise.all(numbers.map((number) => this.readPage(number)));
    numbers.forEach((number, index) => {
      const page = pages[index];
      const inserted = alreadyInserted + Math.max(0, this.order.versions.length - before);
      const sight = page ? this.order.take(number, page.versions, inserted) : "moved";
      if (sight === "moved" || this.sight === "as known") this.sight = sight;
      for (const { id } of page?.versions ?? []) this.seenAt.set(id, readAt);
      if (number === 1) this.firstPageAt = readAt;
    });
    return Math.max(0, this.order.versions.length - before);
  }

  /** @returns undefined when GitHub says 404. */
  private async readPage(number: number): Promise<VersionsPage | undefined> {
    const known = this.pages.get(number);
    try {
      const page = (await this.watched.readPage(number, known?.etag)) ?? known;
      if (page) this.pages.set(number, page);
      return page;
    } catch (error) {
      if (isProviderError(error, "not_found")) return undefined;
      throw error;
    }
  }
}
