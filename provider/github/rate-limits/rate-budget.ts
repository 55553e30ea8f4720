import type { Clock, Work, WorkEstimate } from "../../ports";
import { OutOfTime, type TimeLimit } from "../../time-limit";
import type { RateObservation } from "../http";
import type { BudgetStatus } from "./budget-status";
import { WaitNotices, type WaitReason } from "./limit-wait";
import { estimate } from "./rate-estimate";
import { type LimitOptions, RateLimits, type SpentLately } from "./rate-limits";
import type { RequestKind } from "./request-cost";

export interface BudgetOptions extends LimitOptions {
  readonly clock: Clock;
  /** A request that a limit would hold up longer than this is refused here instead of waiting. */
  readonly maxWaitSeconds: number;
  /** Called once for each wait that somebody notices, with how long it is and why. */
  readonly onWait?: (message: string) => void;
}

/** The right to send one request now. */
export interface Lease {
  readonly startedAt: number;
  /** To be called when the answer has been read or has failed. */
  release(): void;
}

/** Who waits for a lease. */
export interface Turn {
  /** Among all who wait. Whoever comes again keeps it. */
  position?: number;
  /** When it has to have gone. */
  readonly timeLimit?: Pick<TimeLimit, "until"> | undefined;
  /** Why nothing may be sent any more when the turn has come; undefined when it may. It costs nothing then. */
  abortReason?(now: number): Error | undefined;
}

/** A limit holds the run up for longer than it may wait. */
export class BudgetExhausted extends Error {
  override readonly name = "BudgetExhausted" as const;

  constructor(
    readonly retryAt: number,
    readonly reason: WaitReason,
  ) {
    super(`the limit ends at ${new Date(retryAt).toISOString()}`);
  }
}

interface Waiter {
  readonly order: number;
  readonly kind: RequestKind;
  readonly turn: Turn;
  readonly grant: (lease: Lease) => void;
  readonly refuse: (error: Error) => void;
}

const KINDS = ["read", "write", "restore"] as const;

/**
 * The one pace of a run: how many requests are in flight, how many points a minute are spent, what is left of the hour, and how
 * long to keep quiet after a refusal. Requests ask for a lease before they are sent; leases are given in the order of asking,
 * except that a request that waits for a limit of its own kind lets the other kinds pass. docs/rate-limits.md has the reasons.
 */
export class RateBudget {
  private readonly clock: Clock;
  private readonly limits: RateLimits;
  private readonly queues: Record<RequestKind, Waiter[]> = { read: [], write: [], restore: [] };
  /** Those of the queues whose time ends, so that not all of thousands are asked at every answer. */
  private readonly timed = new Set<Waiter>();
  private readonly sent: Record<RequestKind, number> = { read: 0, write: 0, restore: 0 };
  private asked = 0;
  private spent: () => void = () => {};
  private wakeAt = Number.POSITIVE_INFINITY;
  private readonly waits: WaitNotices;

  constructor(private readonly options: BudgetOptions) {
    this.clock = options.clock;
    this.limits = new RateLimits(options, options.clock.now());
    this.waits = new WaitNotices(options.clock, options.onWait ?? (() => undefined));
  }

  /**
   * @throws BudgetExhausted when a limit holds the request up for longer than `maxWaitSeconds`, OutOfTime when it does so for longer than the turn's time limit;
   * else the turn's own objection.
   */
  acquire(kind: RequestKind, turn: Turn = {}): Promise<Lease> {
    turn.position ??= this.asked++;
    const order = turn.position;
    return new Promise((grant, refuse) => {
      const queue = this.queues[kind];
      const behind = queue.findLastIndex((waiter) => waiter.order < order);
      const waiter = { kind, order, turn, grant, refuse };
      queue.splice(behind + 1, 0, waiter);
      if (turn.timeLimit) this.timed.add(waiter);
      this.pump();
    });
  }

  /** To be told of every answer's headers that is no refusal; `isCounted` is false for a 304. */
  observe(seen: RateObservation, startedAt: number, isCounted = true): void {
    this.limits.observe(seen, isCounted, this.clock.now());
    this.limits.backoff.admit(startedAt);
    if (seen.retryAfterMs !== undefined) this.limits.backoff.pause(seen.retryAfterMs, this.clock.now());
    this.pump();
  }

  /** To be told, instead, of an answer that refused a request for going too fast. @returns when the pause ends. */
  observeRefusal(seen: RateObservation, startedAt: number): number {
    const until = this.limits.refuse(seen, startedAt, this.clock.now());
    this.pump();
    return until;
  }

  /** Until when nothing at all may be sent; undefined when something may. */
  pausedUntil(): number | undefined {
    const now = this.clock.now();
    const until = this.limits.longWaitUntil("read", now);
    return until > now ? until : undefined;
  }

  mayWaitUntil(instant: number): boolean {
    return instant - this.clock.now() <= this.options.maxWaitSeconds * 1000;
  }

  status(): BudgetStatus {
    const now = this.clock.now();
    const primary = this.limits.primary.current(now);
    const pausedUntil = this.pausedUntil();
    return {
      ...(primary?.limit === undefined ? {} : { limit: primary.limit }),
      ...(primary ? { remaining: primary.remaining, resetAt: primary.resetAt } : {}),
      ...(pausedUntil === undefined ? {} : { pausedUntil }),
      pace: this.limits.backoff.paceAt(now),
      share: this.limits.sharedQuota.share(now),
      inFlight: this.limits.inFlight,
      waiting: KINDS.reduce((sum, kind) => sum + this.queues[kind].length, 0),
      pointsUsed: this.limits.pointsUsed(now),
      pointsPerMinute: this.limits.pointsPerMinute,
      sent: { ...this.sent },
      refusals: this.limits.backoff.refusals,
    };
  }

  /** How long so much work takes within the limits, and whether what is left of the hour suffices for it. */
  estimate(work: Work): WorkEstimate {
    return estimate(work, this.status(), this.options, this.clock.now());
  }

  spentLately(): SpentLately {
    return this.limits.spentLately(this.clock.now());
  }

  /** Counts what an earlier process with the same token has spent: GitHub counts it, too. */
  goOnFrom(spent: SpentLately): void {
    this.limits.goOnFrom(spent, this.clock.now());
  }

  /** Calls back whenever a request has been answered or has failed. */
  whenSpent(listener: () => void): void {
    this.spent = listener;
  }

  private pump(): void {
    this.refuseLate();
    let wake = this.letOneGo();
    while (wake === "again") wake = this.letOneGo();
    wake = this.nextEnd(wake);
    this.noteWait(wake);
    if (wake < this.wakeAt) this.sleepUntil(wake);
  }

  /** Whoever would have to wait for longer than there is time does not wait at all, wherever in the queue. */
  private refuseLate(): void {
    const now = this.clock.now();
    for (const kind of new Set([...this.timed].map((waiter) => waiter.kind))) {
      const longWait = this.limits.longWaitUntil(kind, now);
      // What the run may not wait for at all is told with when to come back.
      if (!this.mayWaitUntil(longWait)) continue;
      const forItsKind = this.limits.kindReadyFrom(kind, now);
      const readyFrom = Math.max(longWait, Number.isFinite(forItsKind) ? forItsKind : now);
      const isLate = ({ turn }: Waiter) => turn.timeLimit !== undefined && readyFrom > turn.timeLimit.until;
      const late = this.queues[kind].filter(isLate);
      if (late.length === 0) continue;
      this.queues[kind] = this.queues[kind].filter((waiter) => !isLate(waiter));
      for (const waiter of late) {
        this.timed.delete(waiter);
        waiter.refuse(new OutOfTime());
      }
    }
  }

  /** Whatever is waited for, somebody's time may be over before; looked at once a second when nothing else says when to look. */
  private nextEnd(wake: number): number {
    if (this.timed.size === 0) return wake;
    const now = this.clock.now();
    const ends = [...this.timed].flatMap(({ turn }) => turn.timeLimit?.until ?? []);
    return Math.min(wake, Math.max(now + 1, Math.min(now + 1_000, ...ends)));
  }

  private noteWait(until: number): void {
    const [head] = this.heads();
    if (!head) this.waits.end();
    else if (Number.isFinite(until)) this.waits.note(until, this.limits.whyWaiting(head.kind, this.clock.now()));
  }

  private heads(): Waiter[] {
    return KINDS.flatMap((kind) => this.queues[kind][0] ?? []).sort((a, b) => a.order - b.order);
  }

  private sleepUntil(wake: number): void {
    this.wakeAt = wake;
    void this.clock.sleep(Math.max(1, wake - this.clock.now())).then(() => {
      if (this.wakeAt === wake) this.wakeAt = Number.POSITIVE_INFINITY;
      this.pump();
    });
  }

  /** Lets one request go, or says when to look again: Infinity when the next answer is what to wait for. */
  private letOneGo(): number | "again" {
    const now = this.clock.now();
    let wake = Number.POSITIVE_INFINITY;
    for (const head of this.heads()) {
      const longWait = this.limits.longWaitUntil(head.kind, now);
      if (Number.isFinite(longWait) && !this.mayWaitUntil(longWait)) {
        this.takeOff(head);
        head.refuse(new BudgetExhausted(longWait, this.limits.whyWaiting(head.kind, now)));
        return "again";
      }
      const forItsKind = Math.max(this.limits.kindReadyFrom(head.kind, now), longWait);
      if (forItsKind > now) {
        wake = Math.min(wake, forItsKind);
        continue;
      }
      const forAll = this.limits.sharedReadyFrom(head.kind, now);
      if (forAll > now) return Math.min(wake, forAll);
      this.takeOff(head);
      const abortReason = head.turn.abortReason?.(now);
      if (abortReason) head.refuse(abortReason);
      else head.grant(this.lease(head.kind, now));
      return "again";
    }
    return wake;
  }

  private takeOff(head: Waiter): void {
    this.queues[head.kind].shift();
    this.timed.delete(head);
  }

  private lease(kind: RequestKind, startedAt: number): Lease {
    const noteEnd = this.limits.book(kind, startedAt);
    this.sent[kind] += 1;
    let open = true;
    const release = () => {
      if (!open) return;
      open = false;
      noteEnd(this.clock.now());
      this.spent();
      this.pump();
    };
    return { startedAt, release };
  }
}
