import { inspect } from "node:util";

const MASK = "[secret]";

/** A token that prints as `[secret]` wherever it ends up: templates, JSON, `console.log`, an assertion's diff. */
export class SecretToken {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /** The token itself. To be called where a request is signed, and nowhere else. */
  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return MASK;
  }

  toJSON(): string {
    return MASK;
  }

  [inspect.custom](): string {
    return MASK;
  }
}
