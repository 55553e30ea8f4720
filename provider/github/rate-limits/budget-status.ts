import type { RequestKind } from "./request-cost";

/** The state of the budget, for messages and decisions. Instants are milliseconds since the epoch. */
export interface BudgetStatus {
  /** The hour's requests, as far as answers have told. */
  readonly limit?: number;
  readonly remaining?: number;
  readonly resetAt?: number;
  /** Nothing is sent before this. */
  readonly pausedUntil?: number;
  /** 1 at full speed, less after a refusal. */
  readonly pace: number;
  /** The part of a minute's points that others on the same allowance leave: 1 when there are none. */
  readonly share: number;
  readonly inFlight: number;
  readonly waiting: number;
  /** Points spent within the last minute. */
  readonly pointsUsed: number;
  /** 0 means that this host has no such limit. */
  readonly pointsPerMinute: number;
  /** Requests sent so far, by kind. */
  readonly sent: Readonly<Record<RequestKind, number>>;
  /** Answers that refused a request for going too fast. */
  readonly refusals: number;
}
