import { MINUTE_MS, writeBurst } from "./request-cost";

/** Spreads writes evenly over the minute once a first burst of them is spent. */
export class WritePace {
  private level: number;
  private at: number;

  constructor(
    private readonly pointsPerMinute: number,
    now: number,
  ) {
    this.level = this.capacity;
    this.at = now;
  }

  /** The instant from which a write of so many points may start. `pace` from 0 to 1 slows the refill down. */
  readyFrom(points: number, pace: number, now: number): number {
    this.refill(pace, now);
    const missing = points - this.level;
    return missing <= 0 ? now : now + Math.ceil((missing * MINUTE_MS) / (this.pointsPerMinute * pace));
  }

  take(points: number): void {
    this.level -= points;
  }

  private refill(pace: number, now: number): void {
    const gained = ((now - this.at) * this.pointsPerMinute * pace) / MINUTE_MS;
    this.level = Math.min(this.capacity, this.level + gained);
    this.at = now;
  }

  private get capacity(): number {
    return writeBurst(this.pointsPerMinute);
  }
}
