import { fitForTerminal, foreignWords } from "./model/foreign-words";

/**
 * The errors that leave this provider. Everything that GitHub, a registry or the network can answer is translated into one of
 * these codes, once, by the adapters. Not in this family: check failures (values, never thrown) and broken
 * expectations of our own (`internal`, which say so).
 */
export type ErrorCode =
  /** GitHub answered 404 and nothing says that a right is missing. Not yet a confirmed absence. */
  | "not_found"
  /** No token, or one that GitHub no longer accepts (401). */
  | "unauthenticated"
  /** A scope, a role or an SSO authorization is missing; also a 404 that hides a missing right. */
  | "access_denied"
  /** GitHub refuses for good: see `rule`. */
  | "not_deletable"
  /** More than 30 days ago, the name taken again, or never deleted. */
  | "not_restorable"
  | "conflict"
  /** The primary or a secondary limit, after waiting within bounds. */
  | "rate_limited"
  /** 5xx, HTML, truncated answers, dropped connections, time-outs, after retries. */
  | "unavailable"
  /** A listing that is not complete, or that moved while it was read. */
  | "incomplete"
  /** Of one object, read whole and not understood: a manifest of an unknown kind, or larger than any may be. */
  | "unreadable"
  /** GitHub calls the request invalid (400, 422), or the settings are. */
  | "invalid"
  /** What the caller had read is too old by the time that the request could go: it was not sent. */
  | "outdated"
  /** What time it is can't be known: this machine's clock and the server's differ, or the server does not tell. */
  | "clock"
  /** The time that the caller had for it is over, or ends before it could be done. */
  | "out_of_time"
  /** The engine that started this run is gone. */
  | "engine_gone"
  | "internal";

/** The rules by which GitHub refuses to delete. */
export type DeletionRule = "last_version" | "last_tagged_version" | "download_limit";

export interface ProviderErrorOptions {
  readonly code: ErrorCode;
  /** HTTP status, where there was an answer. */
  readonly status?: number;
  /** The `message` of GitHub's answer. */
  readonly githubMessage?: string;
  readonly rule?: DeletionRule;
  /** When to come back: an ISO 8601 instant. */
  readonly retryAt?: string;
  /** Of what is out of time: whether a change was sent, and nobody knows whether it took effect. Default false. */
  readonly mayHaveActed?: boolean;
  readonly cause?: unknown;
}

/**
 * One error of this provider. The message follows one grammar: `<verb> <what>: <GitHub's words> (<status> <METHOD> <route>). <Next step.>`
 * It never holds a token or a query string, and is fit for a terminal whatever words of others it holds.
 */
export class ProviderError extends Error {
  override readonly name = "ProviderError" as const;
  readonly code: ErrorCode;
  readonly status: number | undefined;
  readonly githubMessage: string | undefined;
  readonly rule: DeletionRule | undefined;
  readonly retryAt: string | undefined;
  readonly mayHaveActed: boolean;

  constructor(message: string, options: ProviderErrorOptions) {
    super(fitForTerminal(message), options.cause === undefined ? undefined : { cause: options.cause });
    this.code = options.code;
    this.status = options.status;
    this.githubMessage = options.githubMessage === undefined ? undefined : foreignWords(options.githubMessage);
    this.rule = options.rule;
    this.retryAt = options.retryAt;
    this.mayHaveActed = options.mayHaveActed ?? false;
  }
}

/** By name as well as by class: the module can be loaded twice in one process. */
export function isProviderError(error: unknown, code?: ErrorCode): error is ProviderError {
  const is = error instanceof Error && error.name === "ProviderError";
  return is && (code === undefined || (error as ProviderError).code === code);
}

/**
 * Some of the work is done and some is not, and what is done must not be forgotten: hosts save `state` although the operation
 * failed, and show `message`.
 */
export class PartialFailure extends Error {
  override readonly name = "PartialFailure" as const;

  constructor(
    readonly id: string,
    readonly state: Readonly<Record<string, unknown>>,
    message: string,
    cause: unknown,
  ) {
    super(fitForTerminal(message), { cause });
  }
}

/** By name as well as by class: the module can be loaded twice in one process. */
export function isPartialFailure(error: unknown): error is PartialFailure {
  return error instanceof Error && error.name === "PartialFailure";
}
