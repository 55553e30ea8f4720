/** Places that those who work side by side share: whoever asks gets so many at once, in the order of asking. */
export class Turns {
  private readonly waiting: Array<{ readonly count: number; readonly grant: () => void }> = [];

  constructor(private free: number) {}

  /** @returns what gives them back. */
  async take(count: number): Promise<() => void> {
    await new Promise<void>((grant) => {
      this.waiting.push({ count, grant });
      this.grantNext();
    });
    return () => {
      this.free += count;
      this.grantNext();
    };
  }

  private grantNext(): void {
    for (let [next] = this.waiting; next && next.count <= this.free; [next] = this.waiting) {
      this.waiting.shift();
      this.free -= next.count;
      next.grant();
    }
  }
}
