/** Points spent within a length of time: the last so many milliseconds ("sliding"), or since the clock's last multiple of them ("fixed"). */
export class PointWindow {
  #spent: { at: number; points: number }[] = [];
  #first = 0;
  #sum = 0;

  constructor(
    private readonly length: number,
    private readonly kind: "sliding" | "fixed",
  ) {}

  add(now: number, points: number): void {
    this.#spent.push({ at: now, points });
    this.#sum += points;
  }

  /** Milliseconds until `points` more fit under `limit`; 0 when they do now. */
  wait(now: number, points: number, limit: number): number {
    this.#forget(now);
    if (this.#sum + points <= limit) return 0;
    if (this.kind === "fixed") return this.length - (now % this.length);
    let sum = this.#sum + points;
    for (let index = this.#first; index < this.#spent.length; index++) {
      const entry = this.#spent[index];
      if (!entry) break;
      sum -= entry.points;
      if (sum <= limit) return entry.at + this.length - now;
    }
    return this.length;
  }

  #forget(now: number): void {
    const oldest = this.kind === "fixed" ? now - (now % this.length) : now - this.length + 1;
    for (let entry = this.#spent[this.#first]; entry && entry.at < oldest; entry = this.#spent[this.#first]) {
      this.#sum -= entry.points;
      this.#first += 1;
    }
    if (this.#first > 1000) {
      this.#spent = this.#spent.slice(this.#first);
      this.#first = 0;
    }
  }
}
