/** A number of deletions that may be under way at once. Packages that are worked on side by side share it, in the order of their asking. */
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
