import type { Clock } from "../../../../provider/ports";

/** The system's clock, except that sleeping moves it ahead instead of taking time. Shared with an emulator, both live in that time. */
export class SkippingClock implements Clock {
  readonly slept: number[] = [];
  private skipped = 0;
  private sleepers: Array<{ readonly until: number; readonly wake: () => void }> = [];

  now(): number {
    return Date.now() + this.skipped;
  }

  sleep(milliseconds: number): Promise<void> {
    this.slept.push(milliseconds);
    return new Promise((wake) => {
      this.sleepers.push({ until: this.now() + milliseconds, wake });
      if (this.sleepers.length === 1) setTimeout(() => this.wakeNext(), 3);
    });
  }

  /** The first to end is woken first, after whatever is under way on the network has had a moment to arrive. */
  private wakeNext(): void {
    this.sleepers.sort((a, b) => a.until - b.until);
    const next = this.sleepers.shift();
    if (!next) return;
    this.skipped += Math.max(0, next.until - this.now());
    if (this.sleepers.length > 0) setTimeout(() => this.wakeNext(), 3);
    next.wake();
  }
}
