import { isProviderError } from "../errors";
import type { Clock } from "../ports";

/**
 * How long the first question waits for company. The engine asks for many resources at once (four times the cores by
 * default, https://www.pulumi.com/docs/iac/cli/commands/pulumi_up/), so those of one package arrive within a few milliseconds.
 */
const GATHER_MILLISECONDS = 15;

/** Up to here a request for each is cheaper than the pages of a listing; from the third question on, the listing answers all. */
const MOST_SINGLES = 2;

export interface BatchedSource<Key, Value> {
  /** One object by a request of its own; undefined when GitHub says that there is none. */
  one(key: Key): Promise<Value | undefined>;
  /** All objects by one complete listing. */
  all(): Promise<Map<Key, Value>>;
}

/**
 * Answers questions for single objects with as few requests as they need: one alone costs one request, many are
 * answered from one listing. What a listing lacks is asked for by itself, since listings can be stale.
 */
export class BatchedLookup<Key, Value> {
  private waiting: Array<{ key: Key; resolve: (value: Promise<Value | undefined>) => void }> = [];
  private singles = 0;
  private listing: Promise<Map<Key, Value> | undefined> | undefined;

  constructor(
    private readonly source: BatchedSource<Key, Value>,
    private readonly clock: Clock,
  ) {}

  async get(key: Key): Promise<Value | undefined> {
    if (this.listing) return this.fromListing(key);
    return new Promise((resolve) => {
      this.waiting.push({ key, resolve });
      if (this.waiting.length === 1) void this.clock.sleep(GATHER_MILLISECONDS).then(() => this.answer());
    });
  }

  private answer(): void {
    const batch = this.waiting;
    this.waiting = [];
    if (batch.length + this.singles > MOST_SINGLES) {
      this.listing ??= this.list();
      for (const { key, resolve } of batch) resolve(this.fromListing(key));
    } else {
      this.singles += batch.length;
      for (const { key, resolve } of batch) resolve(this.source.one(key));
    }
  }

  private async fromListing(key: Key): Promise<Value | undefined> {
    const listed = await this.listing;
    return listed?.get(key) ?? this.source.one(key);
  }

  /** Some tokens may read what they may not list (GITHUB_TOKEN and an organization's containers): those ask one by one. */
  private async list(): Promise<Map<Key, Value> | undefined> {
    try {
      return await this.source.all();
    } catch (error) {
      if (isProviderError(error, "access_denied") || isProviderError(error, "invalid")) return undefined;
      if (isProviderError(error, "not_found")) return undefined;
      throw error;
    }
  }
}
