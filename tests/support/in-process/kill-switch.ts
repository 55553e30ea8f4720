/** Ends an engine and its providers in the middle of a command: what is not in the state by then gets there no more. */
export class KillSwitch {
  readonly #orphaned: Promise<unknown>[] = [];
  readonly #killed: Promise<never>;
  #reject: (error: Error) => void = () => {};
  isKilled = false;

  constructor() {
    this.#killed = new Promise((_, reject) => {
      this.#reject = reject;
    });
    this.#killed.catch(() => {});
  }

  kill(): void {
    this.isKilled = true;
    this.#reject(new Error("killed"));
  }

  /** What a provider works on, as long as there is an engine to take it. */
  race<Result>(work: Promise<Result>): Promise<Result> {
    this.#orphaned.push(work.catch(() => {}));
    return Promise.race([work, this.#killed]);
  }

  /** Resolves when no provider works on anything any more. */
  async quiet(): Promise<void> {
    await Promise.all(this.#orphaned);
  }
}
