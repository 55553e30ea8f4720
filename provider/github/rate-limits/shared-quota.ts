import { MINUTE_MS } from "./request-cost";
import { SlidingWindow } from "./sliding-window";

/** What others send is not told: it is counted as writes (https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api#calculating-points-for-the-secondary-rate-limit). */
const FOREIGN_POINTS = 5;

/** In company a tenth of a minute's points is left over, for what nobody has seen yet. Three runs of this provider have room beside each other. */
const SHARE_IN_COMPANY = 0.9;
const LEAST_SHARE = 0.3;

/** So few requests at once until it can be told whether there is company. */
const AT_ONCE_AT_FIRST = 10;
const ANSWERS_AT_FIRST = 30;

/** Fewer requests of others in a minute are somebody looking something up. */
const COMPANY_FROM = 10;

/** After this long without an answer, one request goes ahead to see what the others did. */
const SILENCE_MS = 5_000;

/** An hour that others have used for this many requests may hold a run that spends all it can: looked at for a second, before anything else. */
const SUSPICIOUS_FROM = 100;
const LOOK_MS = 1_000;
const LOOK_EVERY_MS = 250;

/** Answers of one hour name its end with a second's difference at times. */
const SAME_HOUR_MS = 5_000;

/** What one answer tells of the hour: how many requests it holds, whoever sent them, and when it ends. */
export interface HourSeen {
  readonly used: number;
  readonly resetAt: number;
}

/**
 * Others that use the same allowance: a job beside this one, or whatever else its owner runs. Each answer tells how many requests the
 * hour holds; what is not of this process is of others, and is left to them.
 */
export class SharedQuota {
  private readonly foreign = new SlidingWindow(MINUTE_MS);
  private base: (HourSeen & { readonly own: number }) | undefined;
  private latest: HourSeen | undefined;
  private seenOfHour = 0;
  private sent = 0;
  private answered = 0;
  private uncounted = 0;
  private firstAnswerAt = Number.NaN;
  private lastAnswerAt = Number.NEGATIVE_INFINITY;
  private lastSentAt = Number.NEGATIVE_INFINITY;
  private looksUntil = Number.NEGATIVE_INFINITY;
  /** Whether others were at work when this process began, so that the minute before holds what they spent. */
  private isLate = false;

  constructor(private readonly pointsPerMinute: number) {}

  send(now: number): void {
    this.sent += 1;
    this.lastSentAt = now;
  }

  /** @param isCounted false for a 304, which counts against no primary limit. */
  answer(hour: HourSeen | undefined, isCounted: boolean, now: number): void {
    if (this.answered === 0) this.firstAnswerAt = now;
    this.answered += 1;
    this.lastAnswerAt = now;
    if (!isCounted) this.uncounted += 1;
    if (hour) this.compare(hour, now);
  }

  /** The part of a minute's points that is left to this process: 1 when it is alone. What others send is reckoned up to a whole minute. */
  share(now: number): number {
    const foreign = this.foreign.used(now);
    if (foreign === 0 || this.pointsPerMinute === 0) return 1;
    const seen = this.seenOfMinute(now);
    const least = LEAST_SHARE * seen;
    // What others spent before this process began counts too, and nobody knows how much it was.
    if (this.isLate && seen < 1) return least * seen;
    const foreignShare = foreign / seen / this.pointsPerMinute;
    return Math.max(least, SHARE_IN_COMPANY - foreignShare);
  }

  /** How much of the last minute this process has seen: 1 when it has seen all of it. */
  private seenOfMinute(now: number): number {
    return Math.min(MINUTE_MS, Math.max(LOOK_MS, now - this.firstAnswerAt)) / MINUTE_MS;
  }

  /** How many of so many requests at once are this process's. */
  atOnce(most: number, now: number): number {
    const isSilent = this.answered > 0 && now - this.lastAnswerAt > SILENCE_MS;
    if (isSilent || now < this.looksUntil) return 1;
    if (this.answered < ANSWERS_AT_FIRST) return Math.min(most, AT_ONCE_AT_FIRST);
    const hasCompany = this.foreign.used(now) >= COMPANY_FROM * FOREIGN_POINTS;
    return hasCompany ? Math.max(1, Math.floor(most / 2)) : most;
  }

  /** The instant from which a request may go, while this process still looks whether it is alone. */
  readyFrom(now: number): number {
    return now < this.looksUntil ? Math.min(this.looksUntil, this.lastSentAt + LOOK_EVERY_MS) : now;
  }

  /** The hour as the last answer told it, for the next process. */
  get lastSeen(): HourSeen | undefined {
    return this.latest;
  }

  /** What an earlier process saw last: whatever the hour holds by the last of them is not of others. */
  resume(hour: HourSeen): void {
    if (isLater(hour, this.base)) this.base = { ...hour, own: 0 };
  }

  private compare(hour: HourSeen, now: number): void {
    if (isLater(hour, this.latest)) this.latest = hour;
    if (!this.base || hour.resetAt > this.base.resetAt + SAME_HOUR_MS) {
      const own = this.answered - this.uncounted;
      if (this.base === undefined && hour.used - own >= SUSPICIOUS_FROM) this.looksUntil = now + LOOK_MS;
      this.base = { ...hour, own };
      this.seenOfHour = 0;
    } else if (hour.resetAt >= this.base.resetAt - SAME_HOUR_MS) this.count(hour.used - this.base.used, this.base, now);
  }

  /** Requests that are under way may be counted or not: what is certain are those that exceed all that was sent. */
  private count(used: number, base: { readonly own: number }, now: number): void {
    const foreign = used - (this.sent - this.uncounted - base.own);
    if (foreign <= this.seenOfHour) return;
    this.foreign.countFrom(this.foreign.hold((foreign - this.seenOfHour) * FOREIGN_POINTS), now);
    this.seenOfHour = foreign;
    if (now < this.looksUntil) this.isLate = true;
  }
}

/** Answers overtake each other: within one hour the one that counts more was given later. */
function isLater(hour: HourSeen, other: HourSeen | undefined): boolean {
  if (!other || Math.abs(hour.resetAt - other.resetAt) > SAME_HOUR_MS) return hour.resetAt > (other?.resetAt ?? 0);
  return hour.used > other.used;
}
