import { boundedWait, readRetryAfter } from "../../model/retry-after";

/** What one answer says about limits. All instants are on the local clock. */
export interface RateObservation {
  /** The hour's allowance. */
  readonly limit?: number;
  readonly remaining?: number;
  /** Requests that the hour holds so far, whoever sent them. */
  readonly used?: number;
  /** When `remaining` is filled up again. */
  readonly resetAt?: number;
  /** From `retry-after`: milliseconds to keep quiet. */
  readonly retryAfterMs?: number;
  /** `x-github-enterprise-version`: limits are off there unless somebody switched them on. */
  readonly enterpriseServer: boolean;
}

export type ResponseHeaders = Readonly<Record<string, string | number | undefined>>;

/**
 * Reads https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api#checking-the-status-of-your-rate-limit.
 * `x-ratelimit-reset` is the server's clock: its distance to the answer's `date` is what counts, so that a local clock that is
 * wrong makes no difference.
 */
export function readRateHeaders(headers: ResponseHeaders, now: number): RateObservation {
  const limit = readNumber(headers["x-ratelimit-limit"]);
  const remaining = readNumber(headers["x-ratelimit-remaining"]);
  const used = readNumber(headers["x-ratelimit-used"]);
  const reset = readNumber(headers["x-ratelimit-reset"]);
  const serverNow = readDate(headers.date) ?? now;
  const retryAfterMs = readRetryAfter(headers["retry-after"], serverNow);
  const isCore = (headers["x-ratelimit-resource"] ?? "core") === "core";
  return {
    ...(isCore && limit !== undefined ? { limit } : {}),
    ...(isCore && remaining !== undefined ? { remaining } : {}),
    ...(isCore && used !== undefined ? { used } : {}),
    ...(isCore && reset !== undefined ? { resetAt: now + boundedWait(reset * 1000 - serverNow) } : {}),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    enterpriseServer: headers["x-github-enterprise-version"] !== undefined,
  };
}

function readNumber(value: string | number | undefined): number | undefined {
  return value !== undefined && /^\d{1,15}$/.test(String(value)) ? Number(value) : undefined;
}

/** Milliseconds since the epoch. */
export function readDate(value: string | number | undefined): number | undefined {
  const time = value === undefined ? Number.NaN : Date.parse(String(value));
  return Number.isNaN(time) ? undefined : time;
}
