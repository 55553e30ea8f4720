import fc from "fast-check";
import type { RateObservation } from "../../../provider/github/http/response-headers";
import { BudgetExhausted, type BudgetOptions, RateBudget } from "../../../provider/github/rate-limits/rate-budget";
import { RateLimits } from "../../../provider/github/rate-limits/rate-limits";
import { POINTS, type RequestKind } from "../../../provider/github/rate-limits/request-cost";
import { VirtualClock } from "./support/virtual-clock";

/** https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api: 900 points a minute. */
const POINTS_PER_MINUTE = 900;

const nothing: RateObservation = { enterpriseServer: false };

function budgetOf(clock: VirtualClock, options: Partial<BudgetOptions> = {}): RateBudget {
  return new RateBudget({
    clock,
    pointsPerMinute: POINTS_PER_MINUTE,
    parallelRequests: 60,
    readDelayMs: 0,
    writeDelayMs: 0,
    restoresAreContentCreating: true,
    maxWaitSeconds: 900,
    ...options,
  });
}

/** A server that notes when each request reached it: somewhere between its sending and its answer. */
class NotingServer {
  readonly arrivals: Array<{ readonly at: number; readonly kind: RequestKind }> = [];
  mostAtOnce = 0;
  private atOnce = 0;

  constructor(
    private readonly clock: VirtualClock,
    private readonly budget: RateBudget,
  ) {}

  async request(kind: RequestKind, toServerMs = 20, backMs = 30): Promise<void> {
    const lease = await this.budget.acquire(kind);
    this.mostAtOnce = Math.max(this.mostAtOnce, ++this.atOnce);
    await this.clock.sleep(toServerMs);
    this.arrivals.push({ at: this.clock.now(), kind });
    await this.clock.sleep(backMs);
    this.atOnce -= 1;
    this.budget.observe(nothing, lease.startedAt);
    lease.release();
  }

  requests(kind: RequestKind, count: number): Promise<void> {
    return Promise.all(Array.from({ length: count }, () => this.request(kind))).then(() => undefined);
  }

  /** Most points within any window that begins with a request. Fixed windows are among the sliding ones. */
  mostPointsWithin(windowMs: number): number {
    const sorted = [...this.arrivals].sort((a, b) => a.at - b.at);
    let most = 0;
    let sum = 0;
    let first = 0;
    for (const { at, kind } of sorted) {
      sum += POINTS[kind];
      for (let oldest = sorted[first]; oldest && oldest.at <= at - windowMs; oldest = sorted[++first])
        sum -= POINTS[oldest.kind];
      most = Math.max(most, sum);
    }
    return most;
  }

  countUntil(instant: number): number {
    return this.arrivals.filter(({ at }) => at < instant).length;
  }
}

it("1,000 deletions never spend more than 900 points in any minute, and spend nearly all of them in every one", async () => {
  const clock = new VirtualClock();
  const start = clock.now();
  const server = new NotingServer(clock, budgetOf(clock));
  await clock.run(server.requests("write", 1000));
  expect(server.mostPointsWithin(60_000)).toBeLessThanOrEqual(POINTS_PER_MINUTE);
  for (const minute of [1, 2, 3, 4, 5]) {
    expect(server.countUntil(start + minute * 60_000)).toBeGreaterThanOrEqual(minute * 180 * 0.97);
  }
});

it("writes are spread over the minute once a first burst is spent", async () => {
  const clock = new VirtualClock();
  const server = new NotingServer(clock, budgetOf(clock));
  await clock.run(server.requests("write", 400));
  expect(server.mostPointsWithin(1_000)).toBeLessThanOrEqual(POINTS_PER_MINUTE / 4 + 15 + 5);
});

it("reads may spend a whole minute's points at once, 60 requests in flight", async () => {
  const clock = new VirtualClock();
  const start = clock.now();
  const server = new NotingServer(clock, budgetOf(clock));
  await clock.run(server.requests("read", 1000));
  expect(server.mostAtOnce).toBe(60);
  expect(server.countUntil(start + 2_000)).toBe(900);
  expect(server.mostPointsWithin(60_000)).toBe(900);
});

it("whatever the mixture and the latencies, no minute, however it is laid, holds more than 900 points", async () => {
  const request = fc.record({
    kind: fc.constantFrom<RequestKind>("read", "write", "restore"),
    toServerMs: fc.integer({ min: 0, max: 4_000 }),
    backMs: fc.integer({ min: 0, max: 4_000 }),
    count: fc.integer({ min: 1, max: 150 }),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(request, { minLength: 1, maxLength: 8 }), async (requests) => {
      const clock = new VirtualClock();
      const server = new NotingServer(clock, budgetOf(clock, { restoresAreContentCreating: false }));
      const all = requests.flatMap(({ kind, toServerMs, backMs, count }) =>
        Array.from({ length: count }, () => server.request(kind, toServerMs, backMs)),
      );
      await clock.run(Promise.all(all));
      expect(server.arrivals).toHaveLength(all.length);
      expect(server.mostPointsWithin(60_000)).toBeLessThanOrEqual(POINTS_PER_MINUTE);
      expect(server.mostAtOnce).toBeLessThanOrEqual(60);
    }),
    { numRuns: 25 },
  );
});

it("two processes with one token, the second going on from what the first spent, stay within one minute's points", async () => {
  const clock = new VirtualClock();
  const first = budgetOf(clock);
  const before = new NotingServer(clock, first);
  await clock.run(before.requests("read", 700));
  const second = budgetOf(clock);
  second.goOnFrom(JSON.parse(JSON.stringify(first.spentLately())));
  const after = new NotingServer(clock, second);
  after.arrivals.push(...before.arrivals);
  await clock.run(after.requests("read", 700));
  expect(after.mostPointsWithin(60_000)).toBeLessThanOrEqual(POINTS_PER_MINUTE);
});

it("writeDelayMs sends writes one at a time, that far apart, and lets reads pass", async () => {
  const clock = new VirtualClock();
  const server = new NotingServer(clock, budgetOf(clock, { writeDelayMs: 1_000 }));
  const start = clock.now();
  await clock.run(Promise.all([server.requests("write", 3), server.requests("read", 5)]));
  const times = (kind: RequestKind) =>
    server.arrivals.filter((arrival) => arrival.kind === kind).map(({ at }) => at - start);
  expect(times("write")).toEqual([20, 1_020, 2_020]);
  expect(times("read")).toEqual([20, 20, 20, 20, 20]);
});

it("who may not send any more when the turn comes costs nothing, and keeps the place when coming again", async () => {
  const clock = new VirtualClock();
  const budget = budgetOf(clock, { parallelRequests: 1 });
  const first = await clock.run(budget.acquire("write"));
  const used = budget.status().pointsUsed;
  const order: string[] = [];
  let objects = true;
  const turn = { abortReason: () => (objects ? new Error("look first") : undefined) };
  const refused = budget.acquire("write", turn).catch(({ message }: Error) => order.push(message));
  const other = budget.acquire("write").then((lease) => {
    order.push("other");
    return lease;
  });
  first.release();
  await clock.run(refused);
  objects = false;
  const again = budget.acquire("write", turn).then((lease) => {
    order.push("again");
    lease.release();
  });
  const next = budget.acquire("write").then((lease) => {
    order.push("next");
    lease.release();
  });
  (await clock.run(other)).release();
  await clock.run(Promise.all([again, next]));
  expect(order).toEqual(["look first", "other", "again", "next"]);
  expect(budget.status().pointsUsed - used).toBe(3 * POINTS.write);
});

describe("restorations", () => {
  it("are paced as content-creating requests: 80 in any minute", async () => {
    const clock = new VirtualClock();
    const server = new NotingServer(clock, budgetOf(clock));
    await clock.run(server.requests("restore", 200));
    expect(server.mostPointsWithin(60_000)).toBeLessThanOrEqual(80 * POINTS.restore);
  });

  it("stop at 500 an hour, when the hour ends later than a run may wait", async () => {
    const clock = new VirtualClock();
    const server = new NotingServer(clock, budgetOf(clock));
    const outcomes = await clock.run(Promise.allSettled(Array.from({ length: 503 }, () => server.request("restore"))));
    const refused = outcomes.filter((outcome) => outcome.status === "rejected");
    expect(server.arrivals).toHaveLength(500);
    expect(refused.map(({ reason }) => reason)).toEqual(Array(3).fill(expect.any(BudgetExhausted)));
  });

  it("are ordinary writes when that is switched off", async () => {
    const clock = new VirtualClock();
    const server = new NotingServer(clock, budgetOf(clock, { restoresAreContentCreating: false }));
    await clock.run(server.requests("restore", 503));
    expect(server.arrivals).toHaveLength(503);
    expect(server.mostPointsWithin(60_000)).toBeGreaterThan(80 * POINTS.restore);
  });
});

describe("a refusal", () => {
  it("pauses everything until retry-after has passed, then goes on at half the pace and recovers", async () => {
    const clock = new VirtualClock();
    const budget = budgetOf(clock);
    const lease = await budget.acquire("read");
    budget.observeRefusal({ ...nothing, retryAfterMs: 30_000 }, lease.startedAt);
    lease.release();
    const resumed = clock.now() + 30_000;
    const server = new NotingServer(clock, budget);
    await clock.run(server.requests("read", 200));
    expect(Math.min(...server.arrivals.map(({ at }) => at))).toBeGreaterThanOrEqual(resumed);
    expect(server.mostAtOnce).toBeLessThanOrEqual(31);
    expect(server.mostAtOnce).toBeGreaterThanOrEqual(30);
    expect(budget.status()).toMatchObject({ refusals: 1 });
    await clock.advance(150_000);
    expect(budget.status().pace).toBe(1);
  });

  it("of requests that were under way together slows down once", async () => {
    const clock = new VirtualClock();
    const budget = budgetOf(clock);
    const leases = await Promise.all(Array.from({ length: 10 }, () => budget.acquire("read")));
    for (const lease of leases) {
      budget.observeRefusal(nothing, lease.startedAt);
      lease.release();
    }
    expect(budget.status()).toMatchObject({ pace: 0.5, refusals: 10, pausedUntil: clock.now() + 60_000 });
  });

  it("again and again without retry-after waits a minute, then longer each time", async () => {
    const clock = new VirtualClock();
    const budget = budgetOf(clock);
    const pauses: number[] = [];
    for (let time = 0; time < 4; time++) {
      const lease = await clock.run(budget.acquire("read"));
      pauses.push(budget.observeRefusal(nothing, lease.startedAt) - clock.now());
      lease.release();
    }
    expect(pauses).toEqual([60_000, 120_000, 240_000, 480_000]);
  });

  it("that asks for more than the longest wait refuses whoever waits, and says until when", async () => {
    const clock = new VirtualClock();
    const budget = budgetOf(clock, { maxWaitSeconds: 60 });
    const lease = await budget.acquire("read");
    budget.observeRefusal({ ...nothing, retryAfterMs: 61_000 }, lease.startedAt);
    lease.release();
    const retryAt = clock.now() + 61_000;
    await expect(budget.acquire("write")).rejects.toMatchObject({ name: "BudgetExhausted", retryAt });
  });
});

describe("what is left of the hour", () => {
  const hourly = (clock: VirtualClock, remaining: number, inMs = 600_000): RateObservation => ({
    ...nothing,
    limit: 5_000,
    remaining,
    resetAt: clock.now() + inMs,
  });

  it("is never exceeded by requests in flight; the others wait for the reset", async () => {
    const clock = new VirtualClock();
    const budget = budgetOf(clock);
    budget.observe(hourly(clock, 7), clock.now());
    const resetAt = clock.now() + 600_000;
    let left = 7;
    const request = async () => {
      const lease = await budget.acquire("read");
      const at = clock.now();
      await clock.sleep(50);
      left -= 1;
      budget.observe(at < resetAt ? { ...nothing, limit: 5_000, remaining: left, resetAt } : nothing, lease.startedAt);
      lease.release();
      return at < resetAt;
    };
    const before = await clock.run(Promise.all(Array.from({ length: 20 }, request)));
    expect(before.filter(Boolean)).toHaveLength(7);
  });

  it("is refused at once when the reset is too far away", async () => {
    const clock = new VirtualClock();
    const budget = budgetOf(clock);
    budget.observe(hourly(clock, 0, 1_200_000), clock.now());
    await expect(budget.acquire("read")).rejects.toThrow(new BudgetExhausted(clock.now() + 1_201_000, "hour"));
    expect(budget.status()).toMatchObject({ limit: 5_000, remaining: 0, pausedUntil: clock.now() + 1_201_000 });
  });

  it("counts down when other jobs use the same token, and is not put up again by a late answer", () => {
    const clock = new VirtualClock();
    const budget = budgetOf(clock);
    budget.observe(hourly(clock, 400), clock.now());
    budget.observe(hourly(clock, 120), clock.now());
    budget.observe(hourly(clock, 300), clock.now());
    expect(budget.status().remaining).toBe(120);
    budget.observe({ ...hourly(clock, 5_000), resetAt: clock.now() + 4_200_000 }, clock.now());
    expect(budget.status().remaining).toBe(5_000);
  });
});

it("a GHES that tells no limits is not paced by points, until it refuses a request", async () => {
  const clock = new VirtualClock();
  const budget = budgetOf(clock);
  budget.observe({ enterpriseServer: true }, clock.now());
  const start = clock.now();
  const server = new NotingServer(clock, budget);
  await clock.run(server.requests("write", 900));
  expect(server.countUntil(start + 5_000)).toBe(900);
  const lease = await budget.acquire("read");
  budget.observeRefusal({ enterpriseServer: true, retryAfterMs: 1_000 }, lease.startedAt);
  lease.release();
  budget.observe({ enterpriseServer: true }, clock.now());
  expect(budget.status().pointsPerMinute).toBe(900);
});

it("what a GHES without limits was sent before its first refusal is no debt after it", async () => {
  const clock = new VirtualClock();
  const budget = budgetOf(clock);
  budget.observe({ enterpriseServer: true }, clock.now());
  for (let write = 0; write < 4_000; write++) {
    const lease = await clock.run(budget.acquire("write"));
    await clock.advance(5);
    budget.observe({ enterpriseServer: true }, lease.startedAt);
    lease.release();
  }
  const refused = await clock.run(budget.acquire("read"));
  const refusedAt = clock.now();
  budget.observeRefusal({ enterpriseServer: true, retryAfterMs: 1_000 }, refused.startedAt);
  refused.release();
  (await clock.run(budget.acquire("write"))).release();
  expect(clock.now() - refusedAt).toBeLessThanOrEqual(61_000);
});

it.each([1, 4, 10, 19])(
  "%i points a minute are enough to delete with, one deletion after the other",
  async (pointsPerMinute) => {
    const clock = new VirtualClock();
    const budget = budgetOf(clock, { pointsPerMinute });
    (await clock.run(budget.acquire("write"))).release();
    const begun = clock.now();
    (await clock.run(budget.acquire("write"))).release();
    expect(clock.now() - begun).toBeLessThanOrEqual((POINTS.write / pointsPerMinute) * 60_000 + 60_000);
  },
);

describe("a wait for a limit", () => {
  const told: string[] = [];
  const waiting = (clock: VirtualClock, more: Partial<BudgetOptions> = {}) => {
    told.length = 0;
    return budgetOf(clock, { onWait: (message) => told.push(message), ...more });
  };
  const inSeconds = (clock: VirtualClock, seconds: number) => new Date(clock.now() + seconds * 1_000).toISOString();

  it("for points is told once, with its length, whatever the number of requests that wait", async () => {
    const clock = new VirtualClock();
    const budget = waiting(clock);
    await clock.run(new NotingServer(clock, budget).requests("read", 1_000));
    expect(told).toEqual([
      expect.stringMatching(/^the points of this minute are used up: going on in \d+ s \(2026-11-01T00:01:.*Z\)$/),
    ]);
  });

  it("at a pace that a refusal has slowed down is told as that, and not as points that are used up", async () => {
    const clock = new VirtualClock();
    const options = { pointsPerMinute: 900, parallelRequests: 8, readDelayMs: 0, writeDelayMs: 0 };
    const limits = new RateLimits({ ...options, restoresAreContentCreating: false }, clock.now());
    limits.refuse({ enterpriseServer: false }, clock.now(), clock.now());
    const later = limits.longWaitUntil("read", clock.now()) + 1;
    expect([limits.whyWaiting("read", clock.now()), limits.whyWaiting("read", later)]).toEqual(["refused", "slowed"]);
  });

  it("for the next hour, known from an answer, is told although nothing was refused", async () => {
    const clock = new VirtualClock();
    const budget = waiting(clock);
    budget.observe({ limit: 5000, remaining: 0, resetAt: clock.now() + 300_000, enterpriseServer: false }, clock.now());
    const until = inSeconds(clock, 301);
    await clock.run(new NotingServer(clock, budget).requests("write", 20));
    expect(told).toEqual([`the hour's requests are used up: going on in 301 s (${until})`]);
  });

  it("that a refusal asks for is told, and again when it gets longer", async () => {
    const clock = new VirtualClock();
    const budget = waiting(clock);
    const refused = await clock.run(budget.acquire("read"));
    budget.observeRefusal({ ...nothing, retryAfterMs: 20_000 }, refused.startedAt);
    refused.release();
    void budget.acquire("read");
    budget.observeRefusal({ ...nothing, retryAfterMs: 120_000 }, refused.startedAt);
    expect(told).toEqual(
      [20, 120].map((seconds) => `GitHub asks to slow down: going on in ${seconds} s (${inSeconds(clock, seconds)})`),
    );
  });

  it("beside others is told once it has lasted some seconds, although a request goes out now and then", async () => {
    const clock = new VirtualClock();
    const budget = waiting(clock);
    const resetAt = clock.now() + 3_000_000;
    for (const used of [1, 400]) {
      const lease = await clock.run(budget.acquire("read"));
      budget.observe({ limit: 5000, remaining: 5000 - used, used, resetAt, enterpriseServer: false }, lease.startedAt);
      lease.release();
    }
    await clock.run(new NotingServer(clock, budget).requests("read", 100));
    expect(told).toEqual(["others use the same allowance, and what is left of it goes out slowly"]);
  });

  it("of a few seconds is part of the pace, and not told", async () => {
    const clock = new VirtualClock();
    const budget = waiting(clock);
    await clock.run(new NotingServer(clock, budget).requests("write", 100));
    expect(told).toEqual([]);
  });
});

describe("an estimate", () => {
  it("of deletions is the documented floor of 180 a minute after the first burst", () => {
    const budget = budgetOf(new VirtualClock());
    expect(budget.estimate({ writes: 45 })).toMatchObject({
      seconds: 0,
      points: 225,
      requests: 45,
      fitsThisHour: true,
    });
    expect(budget.estimate({ writes: 1_000 })).toMatchObject({ seconds: 319, points: 5_000, requests: 1_000 });
    expect(budget.estimate({ reads: 900 })).toMatchObject({ seconds: 0, points: 900 });
  });

  it("says what the hour has no room for, and waits for the next ones", () => {
    const clock = new VirtualClock();
    const budget = budgetOf(clock);
    budget.observe({ ...nothing, limit: 1_000, remaining: 200, resetAt: clock.now() + 600_000 }, clock.now());
    const estimate = budget.estimate({ reads: 10, writes: 1_890 });
    expect(estimate).toMatchObject({ fitsThisHour: false, missing: 1_700, remaining: 200, seconds: 600 + 3_600 });
  });

  it("knows the writes' delay, and that restorations are content-creating", () => {
    expect(budgetOf(new VirtualClock(), { writeDelayMs: 1_000 }).estimate({ writes: 600 }).seconds).toBe(600);
    expect(budgetOf(new VirtualClock()).estimate({ restores: 161 }).seconds).toBe(120);
    expect(budgetOf(new VirtualClock()).estimate({ restores: 501 }).seconds).toBe(3_600);
  });
});
