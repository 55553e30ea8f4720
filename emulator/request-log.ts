import type { TokenKind } from "./seed";

export interface LoggedRequest {
  /** The X-GitHub-Request-Id of its answer. */
  readonly id: string;
  readonly method: string;
  /** As sent, with the query. */
  readonly path: string;
  /** Template of the route; undefined when none matched. */
  route: string | undefined;
  operationId: string | undefined;
  /** 0 until the answer is written; it stays 0 when the connection was dropped. */
  status: number;
  /** Milliseconds since the epoch by the emulator's clock. */
  readonly at: number;
  tokenKind: TokenKind | undefined;
  /** Milliseconds of a monotonic clock, for order and overlap. */
  readonly startedAt: number;
  endedAt: number | undefined;
  /** How many requests were in progress when this one arrived, itself included. */
  readonly concurrent: number;
}

/** Requests in order of arrival; the oldest are forgotten beyond `limit`. */
export class RequestLog {
  readonly entries: LoggedRequest[] = [];
  #inProgress = 0;
  #started = 0;

  constructor(private readonly limit: number) {}

  start(method: string, path: string, at: number): LoggedRequest {
    this.#inProgress += 1;
    this.#started += 1;
    const entry: LoggedRequest = {
      id: `E000:${this.#started.toString(16).toUpperCase().padStart(8, "0")}`,
      method,
      path,
      route: undefined,
      operationId: undefined,
      status: 0,
      at,
      tokenKind: undefined,
      startedAt: performance.now(),
      endedAt: undefined,
      concurrent: this.#inProgress,
    };
    this.entries.push(entry);
    if (this.entries.length > this.limit) this.entries.shift();
    return entry;
  }

  end(entry: LoggedRequest): void {
    this.#inProgress -= 1;
    entry.endedAt = performance.now();
  }

  clear(): void {
    this.entries.length = 0;
  }
}
