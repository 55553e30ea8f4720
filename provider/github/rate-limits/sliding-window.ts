/** Points that a request in flight holds; handed back to `settle` when it was answered. */
export interface Held {
  readonly points: number;
}

/**
 * Counts points within any window of a length. A request's points count from before it is sent until the window's length after
 * its answer: the server booked it somewhere in between, so no window of that length on the server's side, sliding or fixed,
 * can hold more than this one admits.
 */
export class SlidingWindow {
  private counted: Array<{ readonly points: number; readonly until: number; readonly isResumed?: true }> = [];
  private countedPoints = 0;
  private heldPoints = 0;

  constructor(private readonly lengthMs: number) {}

  hold(points: number): Held {
    this.heldPoints += points;
    return { points };
  }

  countFrom(held: Held, now: number): void {
    this.heldPoints -= held.points;
    this.countedPoints += held.points;
    this.counted.push({ points: held.points, until: now + this.lengthMs });
  }

  used(now: number): number {
    this.forget(now);
    return this.heldPoints + this.countedPoints;
  }

  /** The instant from which `points` more fit under `limit`: `now` or before when they fit at once, Infinity when answers must arrive first. */
  fitsFrom(points: number, limit: number, now: number): number {
    let excess = this.used(now) + points - limit;
    if (excess <= 0) return now;
    for (const entry of this.counted) {
      excess -= entry.points;
      if (excess <= 0) return entry.until;
    }
    return Number.POSITIVE_INFINITY;
  }

  /**
   * What was spent lately, as [points, milliseconds until it no longer counts], for whoever goes on with the same account. What was resumed
   * is not among it: those who spent it tell it themselves.
   */
  remains(now: number): Array<readonly [points: number, forMs: number]> {
    this.forget(now);
    const own = this.counted.filter(({ isResumed }) => !isResumed);
    const counted = own.map((entry) => [entry.points, entry.until - now] as const);
    return this.heldPoints > 0 ? [...counted, [this.heldPoints, this.lengthMs] as const] : counted;
  }

  /** Takes over what `remains` told, `ageMs` ago. */
  resume(remains: ReadonlyArray<readonly [points: number, forMs: number]>, ageMs: number, now: number): void {
    for (const [points, forMs] of remains) {
      if (forMs <= ageMs) continue;
      this.counted.push({ points, until: now + Math.min(forMs - ageMs, this.lengthMs), isResumed: true });
      this.countedPoints += points;
    }
    this.counted.sort((a, b) => a.until - b.until);
  }

  private forget(now: number): void {
    let expired = 0;
    for (const entry of this.counted) {
      if (entry.until > now) break;
      this.countedPoints -= entry.points;
      expired += 1;
    }
    if (expired > 0) this.counted = this.counted.slice(expired);
  }
}
