import { AsyncLocalStorage } from "node:async_hooks";
import type { Clock } from "./ports";

/** What must not be left in the middle gets so long after the end, in milliseconds: GitHub answers within 10 s (https://docs.github.com/rest/using-the-rest-api/troubleshooting-the-rest-api#timeouts). */
export const LAST_MILLISECONDS = 10_000;

const limits = new AsyncLocalStorage<TimeLimit>();

/** Something would be waited for beyond the time that there is. */
export class OutOfTime extends Error {
  override readonly name = "OutOfTime" as const;

  constructor() {
    super("the time for it is over");
  }
}

/**
 * When work has to have ended, whatever it waits for. The limit goes along with the work: requests that are made inside `run` know of it, through whatever
 * they are made.
 */
export class TimeLimit {
  private noticedAt: number | undefined;
  private isGivenUp = false;

  /** @param end milliseconds since the epoch, by the clock. */
  constructor(
    private readonly clock: Clock,
    private readonly end: number,
  ) {}

  /** The limit of the work that asks; undefined when it has none. */
  static current(): TimeLimit | undefined {
    return limits.getStore();
  }

  run<Result>(work: () => Promise<Result>): Promise<Result> {
    return limits.run(this, work);
  }

  /** Whether nothing new is to be begun. */
  get isOver(): boolean {
    return this.isGivenUp || this.clock.now() >= this.end;
  }

  /** To be called when all that is left would have to wait for longer. */
  giveUp(): void {
    this.isGivenUp = true;
  }

  /** The instant that may be waited until: the end; once that is over, a little longer, for what must not be left in the middle. */
  get until(): number {
    const now = this.clock.now();
    if (now < this.end) return this.end;
    this.noticedAt ??= now;
    return this.noticedAt + LAST_MILLISECONDS;
  }

  /** Milliseconds until then; 0 when it has passed. */
  get left(): number {
    return Math.max(0, this.until - this.clock.now());
  }
}

/** What a promise brings, unless the time is over before. The work behind the promise goes on, but nobody waits for its result any more. */
export async function inTime<Result>(limit: TimeLimit | undefined, work: Promise<Result>): Promise<Result> {
  if (!limit) return work;
  const end = AbortSignal.timeout(Math.ceil(limit.left));
  let giveUp = () => {};
  const over = new Promise<never>((_, reject) => {
    giveUp = () => reject(new OutOfTime());
    end.addEventListener("abort", giveUp);
  });
  try {
    return await Promise.race([work, over]);
  } finally {
    end.removeEventListener("abort", giveUp);
  }
}
