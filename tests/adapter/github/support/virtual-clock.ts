import type { Clock } from "../../../../provider/ports";

/** A clock that stands still until `run` moves it from one sleeper's end to the next: hours pass in milliseconds, in a fixed order. */
export class VirtualClock implements Clock {
  private sleepers: Array<{ readonly until: number; readonly order: number; readonly wake: () => void }> = [];
  private order = 0;

  constructor(private time = Date.parse("2026-11-01T00:00:00Z")) {}

  now(): number {
    return this.time;
  }

  sleep(milliseconds: number): Promise<void> {
    return new Promise((wake) => {
      this.sleepers.push({ until: this.time + milliseconds, order: this.order++, wake });
    });
  }

  /** Lets time pass until the work is done. Fails when it waits for something that no clock brings about. */
  async run<Result>(work: Promise<Result>): Promise<Result> {
    let done = false;
    const watched = work.finally(() => {
      done = true;
    });
    watched.catch(() => undefined);
    for (;;) {
      await settle();
      if (done) return watched;
      if (!this.wakeNext()) throw new Error("everything waits, and nobody sleeps");
    }
  }

  /** Moves the clock, waking whoever sleeps less long than that. */
  async advance(milliseconds: number): Promise<void> {
    const end = this.time + milliseconds;
    await settle();
    while (this.sleepers.some((sleeper) => sleeper.until <= end)) {
      this.wakeNext();
      await settle();
    }
    this.time = end;
  }

  private wakeNext(): boolean {
    const [next] = [...this.sleepers].sort((a, b) => a.until - b.until || a.order - b.order);
    if (!next) return false;
    this.sleepers = this.sleepers.filter((sleeper) => sleeper !== next);
    this.time = Math.max(this.time, next.until);
    next.wake();
    return true;
  }
}

/** Promises that are ready have run by the time the event loop comes round. */
function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
