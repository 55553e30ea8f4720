/** After each refusal half of the pace goes on, down to this part of it. */
const LEAST_PACE = 1 / 16;

/** From half to the full pace in two and a half minutes, evenly. */
const FULL_RECOVERY_MS = 300_000;

/** https://docs.github.com/rest/using-the-rest-api/best-practices-for-using-the-rest-api#handle-rate-limit-errors-appropriately: a minute, then longer each time. */
const FALLBACK_PAUSE_MS = 60_000;

/**
 * How a refusal for going too fast slows everything down: a pause at once, half of the pace after it, and an even recovery.
 * Requests that were under way when the refusal came say nothing new and count as the same refusal.
 */
export class Backoff {
  private pace = 1;
  private until = Number.NEGATIVE_INFINITY;
  private noticedAt = Number.NEGATIVE_INFINITY;
  private inARow = 0;
  private count = 0;
  /** Whether the pause follows a refusal, and not a server's trouble. */
  private isOfRefusal = false;

  /** @returns when the pause ends. */
  refuse(startedAt: number, retryAfterMs: number | undefined, now: number): number {
    this.count += 1;
    if (startedAt >= this.noticedAt) {
      this.pace = Math.max(LEAST_PACE, this.paceAt(now) / 2);
      this.inARow += 1;
      this.noticedAt = now + 1;
    }
    this.lengthen(now + (retryAfterMs ?? FALLBACK_PAUSE_MS * 2 ** (this.inARow - 1)), true);
    return this.until;
  }

  /** An answer that was no refusal. */
  admit(startedAt: number): void {
    if (startedAt >= this.until) this.inARow = 0;
  }

  /** A `retry-after` on another answer, such as a 503: a pause that slows nothing down afterwards. */
  pause(forMs: number, now: number): void {
    this.lengthen(now + forMs, false);
  }

  /** From 1/16 to 1. */
  paceAt(now: number): number {
    const recovered = Math.max(0, now - this.until) / FULL_RECOVERY_MS;
    return Math.min(1, this.pace + recovered);
  }

  blockedUntil(now: number): number | undefined {
    return this.until > now ? this.until : undefined;
  }

  get isRefusal(): boolean {
    return this.isOfRefusal;
  }

  get refusals(): number {
    return this.count;
  }

  private lengthen(until: number, isOfRefusal: boolean): void {
    if (until <= this.until) return;
    this.until = until;
    this.isOfRefusal = isOfRefusal;
  }
}
