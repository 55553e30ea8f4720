/** docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api, for every number here. */
export interface RateLimitOptions {
  /** Requests in an hour: 5,000 for a user, 1,000 for GITHUB_TOKEN, 60 without a token; a number replaces all; false is no limit. */
  primary?: boolean | number;
  /** Requests at the same time: 100; false is no limit. */
  concurrent?: number | false;
  /** Points in a minute, a read being 1 and a change 5: 900; false is no limit. */
  pointsPerMinute?: number | false;
  /** Whether a minute is the last 60 seconds or a minute of the clock. GitHub doesn't say; "sliding" when absent. */
  window?: "sliding" | "fixed";
  /** Whether restorations count as creating content (80 in a minute, 500 in an hour). GitHub doesn't say; off when absent. */
  contentCreation?: boolean;
  /** Status of refusals: GitHub documents both. 403 when absent. */
  status?: 403 | 429;
  /** Whether secondary refusals carry retry-after; true when absent. */
  retryAfter?: boolean;
}

export interface CoreLimit {
  readonly limit: number;
  readonly used: number;
  readonly remaining: number;
  /** Seconds since the epoch. */
  readonly reset: number;
}
