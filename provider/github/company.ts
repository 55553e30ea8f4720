import { MINUTE_MS } from "./request-cost";
import { SlidingWindow } from "./sliding-window";

/** What others send is not told: it is counted as writes (https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api#calculating-points-for-the-secondary-rate-limit). */
const FOREIGN_POINTS = 5;

/** Two runs of this provider share a minute's points with a tenth left over, for what either has not seen yet. */
const LEAST_SHARE = 0.45;
const SHARE_IN_COMPANY = 0.9;

/** So few requests at once until it can be told whether there is company: two that begin together stay far below 100. */
const AT_ONCE_AT_FIRST = 8;
const ANSWERS_AT_FIRST = 24;

/** Fewer requests of others in a minute are somebody looking something up. */
const COMPANY_FROM = 10;

/** What one answer tells of the hour: how many requests it holds, whoever sent them, and when it ends. */
export interface HourSeen {
  readonly used: number;
  readonly resetAt: number;
}

/** Answers of one hour name its end with a second's difference at times. */
const SAME_HOUR_MS = 5_000;

/**
 * Others that use the same allowance: a job beside this one, or whatever else its owner runs. Each answer tells how many requests the
 * hour holds; what is not of this process is of others. Each of two runs that see each other takes about half, and neither is refused.
 */
export class Company {
  private readonly foreign = new SlidingWindow(MINUTE_MS);
  private base: (HourSeen & { readonly own: number }) | undefined;
  private seenOfHour = 0;
  private sent = 0;
  private answered = 0;
  private uncounted = 0;
  private firstAnswerAt: number | undefined;

  constructor(private readonly pointsPerMinute: number) {}

  send(): void {
    this.sent += 1;
  }

  /** @param isCounted false for a 304, which counts against no primary limit. */
  answer(hour: HourSeen | undefined, isCounted: boolean, now: number): void {
    this.answered += 1;
    this.firstAnswerAt ??= now;
    if (!isCounted) this.uncounted += 1;
    if (hour) this.compare(hour, now);
  }

  /** The part of a minute's points that is left to this process: 1 when it is alone. */
  share(now: number): number {
    const foreign = this.foreign.used(now);
    if (foreign === 0 || this.pointsPerMinute === 0) return 1;
    const age = Math.min(MINUTE_MS, Math.max(1000, now - (this.firstAnswerAt ?? now)));
    const part = age / MINUTE_MS;
    const left = SHARE_IN_COMPANY - foreign / part / this.pointsPerMinute;
    return Math.max(LEAST_SHARE * part, Math.min(SHARE_IN_COMPANY, left));
  }

  /** How many of so many requests at once are this process's. */
  atOnce(most: number, now: number): number {
    if (this.answered < ANSWERS_AT_FIRST) return Math.min(most, AT_ONCE_AT_FIRST);
    const hasCompany = this.foreign.used(now) >= COMPANY_FROM * FOREIGN_POINTS;
    return hasCompany ? Math.max(1, Math.floor(most / 2)) : most;
  }

  /** Requests that are under way may be counted or not: what is certain are those that exceed all that was sent. */
  private compare(hour: HourSeen, now: number): void {
    if (!this.base || hour.resetAt > this.base.resetAt + SAME_HOUR_MS) {
      this.base = { ...hour, own: this.answered - this.uncounted };
      this.seenOfHour = 0;
      return;
    }
    if (hour.resetAt < this.base.resetAt - SAME_HOUR_MS) return;
    const own = this.sent - this.uncounted - this.base.own;
    const foreign = hour.used - this.base.used - own;
    if (foreign <= this.seenOfHour) return;
    this.foreign.settle(this.foreign.hold((foreign - this.seenOfHour) * FOREIGN_POINTS), now);
    this.seenOfHour = foreign;
  }
}
