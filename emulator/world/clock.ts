/** Milliseconds since the epoch. */
export interface Clock {
  now(): number;
}

/** A clock that can be moved, for rules that take days (deleted packages stay restorable for 30) and for clients whose clock is another. */
export class MovableClock implements Clock {
  constructor(
    private readonly base: Clock = { now: () => Date.now() },
    private moved = 0,
  ) {}

  now(): number {
    return this.base.now() + this.moved;
  }

  get offset(): number {
    return this.moved;
  }

  advance(milliseconds: number): void {
    this.moved += milliseconds;
  }
}

/** ISO 8601 to the second, which is how GitHub writes times. */
export function formatTime(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, 19)}Z`;
}

/** The same instant in GitHub's form. Throws on text that is no time. */
export function normalizeTime(text: string): string {
  const milliseconds = Date.parse(text);
  if (Number.isNaN(milliseconds)) throw new Error(`"${text}" is not an ISO 8601 time`);
  return formatTime(milliseconds);
}
