import { RateBudget } from "../../../provider/github/rate-limits/rate-budget";
import type { SpentLately } from "../../../provider/github/rate-limits/rate-limits";
import type { RequestKind } from "../../../provider/github/rate-limits/request-cost";
import { VirtualClock } from "./support/virtual-clock";

const clock = new VirtualClock();

/** The hour's requests as GitHub counts them, for every process of one token. */
class Hour {
  used = 0;
  readonly resetAt = clock.now() + 3_000_000;
}

/** A process that knows of the earlier ones what they left, in any order: `pulumi up` is two with each run, and four with functions. */
class Process {
  readonly budget = new RateBudget({
    clock,
    pointsPerMinute: 900,
    parallelRequests: 60,
    readDelayMs: 0,
    writeDelayMs: 0,
    restoresAreContentCreating: true,
    maxWaitSeconds: 900,
  });

  constructor(
    private readonly hour: Hour,
    earlier: readonly SpentLately[],
  ) {
    for (const spent of earlier) this.budget.goOnFrom(spent);
  }

  async send(count: number, kind: RequestKind = "read"): Promise<void> {
    const one = async () => {
      const lease = await this.budget.acquire(kind);
      await clock.sleep(20);
      const used = ++this.hour.used;
      const { resetAt } = this.hour;
      this.budget.observe(
        { limit: 5000, remaining: 5000 - used, used, resetAt, enterpriseServer: false },
        lease.startedAt,
      );
      await clock.sleep(5);
      lease.release();
    };
    await Promise.all(Array.from({ length: count }, one));
  }

  get left(): SpentLately {
    return JSON.parse(JSON.stringify(this.budget.spentLately()));
  }
}

async function secondsFor(work: Promise<void>): Promise<number> {
  const begun = clock.now();
  await clock.run(work);
  return (clock.now() - begun) / 1000;
}

it.each([
  ["oldest first", (left: SpentLately[]) => left],
  ["newest first", (left: SpentLately[]) => [...left].reverse()],
])("six processes in a row within an hour take none of their own kind for company: %s", async (_, ordered) => {
  const hour = new Hour();
  const left: SpentLately[] = [];
  for (let run = 0; run < 6; run++) {
    const process = new Process(hour, ordered(left));
    expect(await secondsFor(process.send(242))).toBeLessThan(5);
    expect(process.budget.status().share).toBe(1);
    left.push(process.left);
    await clock.advance(120_000);
  }
});

it("processes that were under way together are no company to the ones after them", async () => {
  const hour = new Hour();
  const functions = new Process(hour, []);
  await clock.run(functions.send(100));
  const resources = new Process(hour, [functions.left]);
  await clock.run(Promise.all([functions.send(40), resources.send(100)]));
  const left = [resources.left, functions.left];
  await clock.advance(120_000);
  for (let run = 0; run < 2; run++) {
    const process = new Process(hour, left);
    expect(await secondsFor(process.send(242))).toBeLessThan(5);
    expect(process.budget.status().share).toBe(1);
    left.push(process.left);
    await clock.advance(120_000);
  }
});

it("somebody else's requests between two processes are company", async () => {
  const hour = new Hour();
  const first = new Process(hour, []);
  await clock.run(first.send(242));
  const second = new Process(hour, [first.left]);
  hour.used += 100;
  await clock.run(second.send(1));
  expect(second.budget.status().share).toBeLessThan(1);
});

it("what a process resumed is not told once more by it: restorations count once", async () => {
  const hour = new Hour();
  const left: SpentLately[] = [];
  for (let run = 0; run < 4; run++) {
    const process = new Process(hour, left);
    await clock.run(process.send(60, "restore"));
    left.push(process.left);
    await clock.advance(120_000);
  }
  expect(left.map(({ created }) => created.reduce((sum, [points]) => sum + points, 0))).toEqual([60, 60, 60, 60]);
});
