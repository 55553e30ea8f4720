import { RateBudget } from "../../provider/github/rate-limits/rate-budget";
import { POINTS, type RequestKind } from "../../provider/github/rate-limits/request-cost";
import { VirtualClock } from "./github/support/virtual-clock";

/** https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api */
const POINTS_PER_MINUTE = 900;
const AT_ONCE = 100;
const PER_HOUR = 5000;

/** One allowance as GitHub counts it: requests of the hour, points of any minute, requests under way. Several runs use it. */
class Allowance {
  readonly refused: string[] = [];
  readonly arrivals: Array<{ readonly at: number; readonly points: number; readonly of: string }> = [];
  private used = 0;
  private underWay = 0;
  private readonly resetAt: number;

  constructor(private readonly clock: VirtualClock) {
    this.resetAt = clock.now() + 3_600_000;
  }

  async request(of: string, budget: RateBudget, kind: RequestKind): Promise<void> {
    const lease = await budget.acquire(kind);
    await this.clock.sleep(20);
    this.underWay += 1;
    this.admit(of, POINTS[kind]);
    await this.clock.sleep(30);
    this.underWay -= 1;
    const { used, resetAt } = this;
    const hour = { limit: PER_HOUR, remaining: PER_HOUR - used, used, resetAt };
    budget.observe({ ...hour, enterpriseServer: false }, lease.startedAt);
    lease.release();
  }

  pointsOf(of: string, from: number, to: number): number {
    const within = this.arrivals.filter((arrival) => arrival.of === of && arrival.at >= from && arrival.at < to);
    return within.reduce((sum, { points }) => sum + points, 0);
  }

  private admit(of: string, points: number): void {
    const at = this.clock.now();
    const before = this.arrivals.filter((arrival) => arrival.at > at - 60_000);
    const spent = before.reduce((sum, arrival) => sum + arrival.points, points);
    if (spent > POINTS_PER_MINUTE || this.underWay > AT_ONCE) {
      this.refused.push(`${of}: ${spent} points, ${this.underWay} at once`);
    }
    this.arrivals.push({ at, points, of });
    this.used += 1;
  }
}

interface Job {
  readonly name: string;
  readonly kinds: readonly RequestKind[];
  readonly startsAfterMs?: number;
}

/** A first request alone, and then as many at once as lists and deletions have under way. */
async function run(allowance: Allowance, clock: VirtualClock, { name, kinds, startsAfterMs = 0 }: Job): Promise<void> {
  await clock.sleep(startsAfterMs);
  const budget = new RateBudget({
    clock,
    pointsPerMinute: POINTS_PER_MINUTE,
    parallelRequests: 60,
    readDelayMs: 0,
    writeDelayMs: 0,
    restoresAreContentCreating: true,
    maxWaitSeconds: 900,
  });
  const queue = kinds.values();
  const worker = async () => {
    for (const kind of queue) await allowance.request(name, budget, kind);
  };
  await allowance.request(name, budget, "read");
  await Promise.all(Array.from({ length: kinds[0] === "read" ? 60 : 6 }, worker));
}

const many = (kind: RequestKind, count: number): RequestKind[] => Array.from({ length: count }, () => kind);

it.each<[string, Job[]]>([
  [
    "two that list",
    [
      { name: "a", kinds: many("read", 600) },
      { name: "b", kinds: many("read", 600) },
    ],
  ],
  [
    "two that delete",
    [
      { name: "a", kinds: many("write", 300) },
      { name: "b", kinds: many("write", 300) },
    ],
  ],
  [
    "one that lists and one that deletes",
    [
      { name: "a", kinds: many("read", 1200) },
      { name: "b", kinds: many("write", 300) },
    ],
  ],
  [
    "two that list and then delete",
    ["a", "b"].map((name) => ({ name, kinds: [...many("read", 200), ...many("write", 200)] })),
  ],
  ["three that delete", ["a", "b", "c"].map((name) => ({ name, kinds: many("write", 200) }))],
  [
    "one that lists when another has been deleting at full speed",
    [
      { name: "a", kinds: many("write", 600) },
      { name: "b", kinds: many("read", 300), startsAfterMs: 100_000 },
    ],
  ],
  [
    "one that deletes when another has been deleting at full speed",
    [
      { name: "a", kinds: many("write", 600) },
      { name: "b", kinds: many("write", 100), startsAfterMs: 130_000 },
    ],
  ],
])("runs on one allowance that know nothing of each other are never refused: %s", async (_, jobs) => {
  const clock = new VirtualClock();
  const allowance = new Allowance(clock);
  const start = clock.now();
  await clock.run(Promise.all(jobs.map((job) => run(allowance, clock, job))));
  expect(allowance.refused).toEqual([]);
  for (const { name, startsAfterMs = 0 } of jobs) {
    const from = start + startsAfterMs;
    expect(allowance.pointsOf(name, from, from + 120_000)).toBeGreaterThanOrEqual(100);
  }
});

it("a run alone has all of the allowance, also when requests of somebody at a keyboard are among it", async () => {
  const clock = new VirtualClock();
  const allowance = new Allowance(clock);
  const start = clock.now();
  const person = { name: "person", kinds: many("read", 3), startsAfterMs: 5_000 };
  await clock.run(
    Promise.all([run(allowance, clock, { name: "a", kinds: many("write", 500) }), run(allowance, clock, person)]),
  );
  expect(allowance.refused).toEqual([]);
  for (const minute of [1, 2]) {
    const end = start + minute * 60_000;
    expect(allowance.pointsOf("a", start, end)).toBeGreaterThanOrEqual(minute * POINTS_PER_MINUTE * 0.85);
  }
});
