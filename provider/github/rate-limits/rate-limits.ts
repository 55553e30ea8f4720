import type { RateObservation } from "../http";
import { Backoff } from "./backoff";
import type { WaitReason } from "./limit-wait";
import { WritePace } from "./mutation-pace";
import { PrimaryLimit } from "./primary-limit";
import {
  CONTENT_CREATING_PER_HOUR,
  CONTENT_CREATING_PER_MINUTE,
  HOUR_MS,
  MINUTE_MS,
  POINTS,
  type RequestKind,
} from "./request-cost";
import { type HourSeen, SharedQuota } from "./shared-quota";
import { type Held, SlidingWindow } from "./sliding-window";

export interface LimitOptions {
  /** 0 means no limit. */
  readonly pointsPerMinute: number;
  /** Requests in flight at once. */
  readonly parallelRequests: number;
  readonly readDelayMs: number;
  /** Above 0, writes also go one at a time. */
  readonly writeDelayMs: number;
  readonly restoresAreContentCreating: boolean;
}

/** Long writing leaves room for the first requests of a run that begins beside it. */
const WRITTEN_PART = 0.975;

/** What is left beside others changes as they are seen, and as it is longer that they are not. */
const SHARE_CHANGES_MS = 1_000;

/** What one process spent lately, so that the next one with the same token goes on from it. Plain JSON. */
export interface SpentLately {
  readonly at: number;
  readonly points: ReadonlyArray<readonly [points: number, forMs: number]>;
  readonly created: ReadonlyArray<readonly [points: number, forMs: number]>;
  /** The hour as it was seen last, so that the next process can tell what others did since. */
  readonly hour?: HourSeen;
}

/**
 * The limits and what was spent of them. Each question is answered with the instant from which a request may go: one that has
 * passed when it may go now, Infinity when an answer must arrive first.
 */
export class RateLimits {
  readonly primary = new PrimaryLimit();
  readonly backoff = new Backoff();
  readonly sharedQuota: SharedQuota;
  inFlight = 0;
  private readonly points = new SlidingWindow(MINUTE_MS);
  private readonly createdInMinute = new SlidingWindow(MINUTE_MS);
  private readonly createdInHour = new SlidingWindow(HOUR_MS);
  private readonly writePace: WritePace;
  private readonly lastStart = { read: Number.NEGATIVE_INFINITY, write: Number.NEGATIVE_INFINITY };
  private writesInFlight = 0;
  /** A GHES that tells no limits has none, until it refuses something. */
  private unlimitedHost = false;

  constructor(
    private readonly options: LimitOptions,
    now: number,
  ) {
    this.sharedQuota = new SharedQuota(options.pointsPerMinute);
    this.writePace = new WritePace(options.pointsPerMinute, now);
  }

  /** 0 when there is no such limit. */
  get pointsPerMinute(): number {
    return this.unlimitedHost ? 0 : this.options.pointsPerMinute;
  }

  /** @param isCounted false for a 304. */
  observe(seen: RateObservation, isCounted: boolean, now: number): void {
    this.primary.observe(seen);
    this.noteCompany(seen, isCounted, now);
    if (seen.enterpriseServer) this.unlimitedHost = seen.limit === undefined && this.backoff.refusals === 0;
  }

  /** @returns when the pause ends. */
  refuse(seen: RateObservation, startedAt: number, now: number): number {
    this.primary.observe(seen);
    this.noteCompany(seen, true, now);
    this.unlimitedHost = false;
    return this.backoff.refuse(startedAt, seen.retryAfterMs, now);
  }

  /** Pauses, and limits of the hour: those that a run may have to give up on rather than wait for. */
  longWaitUntil(kind: RequestKind, now: number): number {
    const created = this.countsAsCreated(kind) ? this.createdInHour.fitsFrom(1, CONTENT_CREATING_PER_HOUR, now) : now;
    return Math.max(this.backoff.blockedUntil(now) ?? now, this.primary.blockedUntil(now) ?? now, created);
  }

  /** Limits of one kind of request: its delay, an even spread of writes, restorations a minute. */
  kindReadyFrom(kind: RequestKind, now: number): number {
    if (kind === "read") return this.lastStart.read + this.options.readDelayMs;
    const { writeDelayMs } = this.options;
    if (writeDelayMs > 0 && this.writesInFlight > 0) return Number.POSITIVE_INFINITY;
    const pace = this.backoff.paceAt(now) * this.sharedQuota.share(now);
    const spread = this.pointsPerMinute > 0 ? this.writePace.readyFrom(POINTS[kind], pace, now) : now;
    const created = this.countsAsCreated(kind)
      ? this.createdInMinute.fitsFrom(1, CONTENT_CREATING_PER_MINUTE, now)
      : now;
    return Math.max(spread, created, this.lastStart.write + writeDelayMs);
  }

  /** Limits of everything together: requests in flight, what is left of the hour, points a minute. */
  sharedReadyFrom(kind: RequestKind, now: number): number {
    const pace = this.backoff.paceAt(now);
    const atOnce = Math.floor(this.sharedQuota.atOnce(this.options.parallelRequests, now) * pace);
    const hasRoom = this.inFlight < Math.max(1, atOnce);
    if (!hasRoom || !this.primary.hasRoomBeside(this.inFlight, now)) return Number.POSITIVE_INFINITY;
    const looksFrom = this.sharedQuota.readyFrom(now);
    if (this.pointsPerMinute === 0 || looksFrom > now) return looksFrom;
    const share = this.sharedQuota.share(now) * (kind === "read" ? 1 : WRITTEN_PART);
    const limit = Math.max(POINTS[kind], this.pointsPerMinute * pace * share);
    const fitsFrom = this.points.fitsFrom(POINTS[kind], limit, now);
    return share >= WRITTEN_PART ? fitsFrom : Math.min(fitsFrom, now + SHARE_CHANGES_MS);
  }

  /** Of a request that may not go yet. */
  whyWaiting(kind: RequestKind, now: number): WaitReason {
    if (this.backoff.blockedUntil(now) !== undefined) return this.backoff.isRefusal ? "refused" : "unavailable";
    if (this.primary.blockedUntil(now) !== undefined) return "hour";
    const windows = [
      [this.createdInHour, CONTENT_CREATING_PER_HOUR],
      [this.createdInMinute, CONTENT_CREATING_PER_MINUTE],
    ] as const;
    if (this.countsAsCreated(kind) && windows.some(([window, limit]) => window.fitsFrom(1, limit, now) > now))
      return "restorations";
    if (this.sharedQuota.share(now) < 1) return "others";
    return this.backoff.paceAt(now) < 1 ? "slowed" : "points";
  }

  /** Books a request that is sent now. @returns what to call, once, with the instant at which its answer is there. */
  book(kind: RequestKind, now: number): (end: number) => void {
    const held: Array<readonly [SlidingWindow, Held]> = [[this.points, this.points.hold(POINTS[kind])]];
    if (kind === "restore") {
      for (const window of [this.createdInMinute, this.createdInHour]) held.push([window, window.hold(1)]);
    }
    const isWrite = kind !== "read";
    this.inFlight += 1;
    this.sharedQuota.send(now);
    this.lastStart[isWrite ? "write" : "read"] = now;
    if (isWrite) {
      this.writesInFlight += 1;
      if (this.pointsPerMinute > 0) this.writePace.take(POINTS[kind]);
    }
    return (end) => {
      this.inFlight -= 1;
      if (isWrite) this.writesInFlight -= 1;
      for (const [window, points] of held) window.countFrom(points, end);
    };
  }

  pointsUsed(now: number): number {
    return this.points.used(now);
  }

  spentLately(now: number): SpentLately {
    const hour = this.sharedQuota.lastSeen;
    const created = this.createdInHour.remains(now);
    return { at: now, points: this.points.remains(now), created, ...(hour && { hour }) };
  }

  /** @throws TypeError when it is something else, of another version for example; nothing is taken over then. */
  goOnFrom(spent: SpentLately, now: number): void {
    const { at, points, created, hour = { used: 0, resetAt: 0 } } = spent;
    if (![at, ...points.flat(), ...created.flat(), hour.used, hour.resetAt].every(Number.isFinite))
      throw new TypeError("this is no record of what was spent");
    const age = Math.max(0, now - spent.at);
    this.points.resume(spent.points, age, now);
    this.createdInHour.resume(spent.created, age, now);
    if (spent.hour) this.sharedQuota.resume(spent.hour);
  }

  private noteCompany({ used, resetAt }: RateObservation, isCounted: boolean, now: number): void {
    this.sharedQuota.answer(
      used === undefined || resetAt === undefined ? undefined : { used, resetAt },
      isCounted,
      now,
    );
  }

  private countsAsCreated(kind: RequestKind): boolean {
    return kind === "restore" && this.options.restoresAreContentCreating && !this.unlimitedHost;
  }
}
