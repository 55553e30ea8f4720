import type { RateObservation } from "../http";

/** Answers of one hour name its end with a second's difference at times; answers of another hour are much further away. */
const SAME_HOUR_MS = 5_000;

/** So that the first request after the reset comes after it on GitHub's clock, too: its headers have whole seconds. */
const AFTER_RESET_MS = 1_000;

/** What is left of the hour's requests, as the answers tell it. Other users of the same token show up in it as well. */
export class PrimaryLimit {
  private known: { limit: number | undefined; remaining: number; resetAt: number } | undefined;

  observe({ limit, remaining, resetAt }: RateObservation): void {
    if (remaining === undefined || resetAt === undefined) return;
    const known = this.known;
    if (known && Math.abs(resetAt - known.resetAt) <= SAME_HOUR_MS) {
      known.remaining = Math.min(known.remaining, remaining);
      known.limit = limit ?? known.limit;
    } else if (!known || resetAt > known.resetAt) {
      this.known = { limit, remaining, resetAt };
    }
  }

  /** When the hour's requests are used up: the instant from which there are more. */
  blockedUntil(now: number): number | undefined {
    const known = this.current(now);
    return known?.remaining === 0 ? known.resetAt + AFTER_RESET_MS : undefined;
  }

  /** Whether one more may be sent beside those that are still unanswered: each of them may take one of what is left. */
  hasRoomBeside(inFlight: number, now: number): boolean {
    const known = this.current(now);
    return !known || inFlight < known.remaining;
  }

  /** Undefined until an answer has told, and after the hour has ended. */
  current(now: number): { limit: number | undefined; remaining: number; resetAt: number } | undefined {
    if (this.known && this.known.resetAt + AFTER_RESET_MS <= now) this.known = undefined;
    return this.known;
  }
}
