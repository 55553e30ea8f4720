import { isProviderError } from "../errors";
import type { Clock } from "../ports";

/**
 * How long the first question waits for company. The engine asks for many resources at once (four times the cores by
 * default, https://www.pulumi.com/docs/iac/cli/commands/pulumi_up/), so those of one package arrive within a few milliseconds.
 */
const GATHER_MILLISECONDS = 15;

/** Up to here a request for each is tried before any list: most programs name few. */
const MOST_SINGLES = 2;

/** So many questions at once are as many as an engine with one core asks, so that more of them are to be expected. */
const MANY_AT_ONCE = 4;

export interface BatchedSource<Key, Value> {
  /** One object by a request of its own; undefined when GitHub says that there is none. */
  one(key: Key): Promise<Value | undefined>;
  /**
   * All objects by one listing.
   * @param suffices whether a first part is enough, of a list that takes so many requests at least. Then that part is the answer.
   */
  all(suffices: (part: ReadonlyMap<Key, Value>, requests: number) => boolean): Promise<Listed<Key, Value>>;
  /** Whether another listing says that what this one lacks is gone. */
  isGone?(key: Key): Promise<boolean>;
}

export interface Listed<Key, Value> {
  readonly values: ReadonlyMap<Key, Value>;
  readonly isComplete: boolean;
}

/**
 * Answers questions for single objects with as few requests as they need. One question costs one request. Many are answered from one listing, unless a
 * request for each costs less than a long list. An object that the listing lacks is asked for by itself, since listings can be stale.
 */
export class BatchedLookup<Key, Value> {
  private waiting: Array<{ key: Key; resolve: (value: Promise<Value | undefined>) => void }> = [];
  private known: ReadonlyMap<Key, Value> = new Map();
  private asked = 0;
  private mostAtOnce = 0;
  /** Requests that the whole listing takes at least, once its first part has told. */
  private length = 0;
  private listing: Promise<Listed<Key, Value> | undefined> | undefined;

  constructor(
    private readonly source: BatchedSource<Key, Value>,
    private readonly clock: Clock,
  ) {}

  async get(key: Key): Promise<Value | undefined> {
    const known = this.known.get(key);
    if (known !== undefined) return known;
    this.asked += 1;
    if (this.listing) return this.fromListing(key, this.listing);
    return new Promise((resolve) => {
      this.waiting.push({ key, resolve });
      if (this.waiting.length === 1) void this.clock.sleep(GATHER_MILLISECONDS).then(() => this.answer());
    });
  }

  private answer(): void {
    const batch = this.waiting;
    this.waiting = [];
    this.mostAtOnce = Math.max(this.mostAtOnce, batch.length);
    if (!this.listing && this.asked > MOST_SINGLES && this.length <= this.worthwhileLength()) this.startListing();
    const { listing } = this;
    for (const { key, resolve } of batch) resolve(listing ? this.fromListing(key, listing) : this.source.one(key));
  }

  /** A list may take as many requests as there are questions; twice as many while more questions are to be expected. */
  private worthwhileLength(): number {
    return this.mostAtOnce >= MANY_AT_ONCE ? 2 * this.asked : this.asked;
  }

  /** A listing that failed or was ended early answers those who wait for it, and no later question. */
  private startListing(): void {
    const forget = () => {
      this.listing = undefined;
    };
    this.listing = this.list();
    this.listing.then((listed) => {
      if (listed && !listed.isComplete) forget();
    }, forget);
  }

  private async fromListing(key: Key, listing: Promise<Listed<Key, Value> | undefined>): Promise<Value | undefined> {
    const listed = await listing;
    const found = listed?.values.get(key);
    if (found !== undefined) return found;
    if (listed?.isComplete && (await this.source.isGone?.(key))) return undefined;
    return this.source.one(key);
  }

  /** Undefined where the token may not list. Some tokens may still read (GITHUB_TOKEN an organization's containers): those ask one by one. */
  private async list(): Promise<Listed<Key, Value> | undefined> {
    // A list that does not tell its length may turn out longer each time: reading twice as much as before keeps the sum in proportion.
    const most = Math.max(this.worthwhileLength(), 2 * this.length);
    try {
      return await this.source.all((part, requests) => {
        this.known = part;
        this.length = requests;
        return requests > Math.max(most, this.worthwhileLength());
      });
    } catch (error) {
      if (isProviderError(error, "access_denied") || isProviderError(error, "invalid")) return undefined;
      if (isProviderError(error, "not_found")) return undefined;
      throw error;
    }
  }
}
