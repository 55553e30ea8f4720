import type { World } from "../../emulator";
import type { Clock } from "../../provider/ports";

/** How long work of this process that needs no time is given before the next of those who wait is woken. */
const PATIENCE_MILLISECONDS = 2;

/** A clock that goes by the emulator's, and whose waits move that one on instead of lasting. */
export class VirtualTime implements Clock {
  readonly #sleepers: { readonly until: number; readonly wake: () => void }[] = [];

  /** @param ahead how far this clock is ahead of the emulator's, in milliseconds. */
  constructor(
    private readonly world: () => World,
    public ahead = 0,
  ) {}

  /** Whether somebody waits. */
  get hasSleepers(): boolean {
    return this.#sleepers.length > 0;
  }

  now(): number {
    return this.world().now() + this.ahead;
  }

  sleep(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      this.#sleepers.push({ until: this.world().now() + milliseconds, wake: resolve });
      setTimeout(() => this.#wakeNext(), PATIENCE_MILLISECONDS);
    });
  }

  #wakeNext(): void {
    this.#sleepers.sort((a, b) => a.until - b.until);
    const next = this.#sleepers.shift();
    if (!next) return;
    this.world().advance(Math.max(0, next.until - this.world().now()));
    next.wake();
  }
}
