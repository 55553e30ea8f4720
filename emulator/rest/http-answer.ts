/** An answer before it is written to the connection. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** JSON; absent for an empty answer. */
  readonly body?: unknown;
  /** In place of JSON, with a content-type of its own. */
  readonly text?: string;
}
