import type { FaultSpec } from "../faults";
import type { Caller } from "../rest/caller";
import type { HttpAnswer } from "../rest/http-answer";
import type { CoreLimit, RateLimitOptions } from "./rate-limit-options";

/** The body in snok/container-retention-policy#93, which has no "status". */
const secondaryBody = {
  documentation_url:
    "https://docs.github.com/free-pro-team@latest/rest/overview/rate-limits-for-the-rest-api#about-secondary-rate-limits",
  message:
    "You have exceeded a secondary rate limit. Please wait a few minutes before you try again. If you reach out to GitHub Support for help, please include the request ID EMULATOR.",
};

/** `wait` in milliseconds. */
export function secondaryRefusal({ status = 403, retryAfter = true }: RateLimitOptions, wait: number): HttpAnswer {
  const seconds = String(Math.max(1, Math.ceil(wait / 1000)));
  return { status, body: secondaryBody, ...(retryAfter && { headers: { "retry-after": seconds } }) };
}

/** docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api: 403 or 429, x-ratelimit-remaining 0. */
export function primaryRefusal(
  { status = 403 }: RateLimitOptions,
  caller: Caller | undefined,
  core: CoreLimit,
): HttpAnswer {
  const who = caller ? `user ID ${caller.account.id}` : "127.0.0.1";
  return {
    status,
    body: {
      message: `API rate limit exceeded for ${who}.`,
      documentation_url: "https://docs.github.com/rest/overview/rate-limits-for-the-rest-api",
      status: String(status),
    },
    headers: { "x-ratelimit-remaining": "0", "x-ratelimit-reset": String(core.reset) },
  };
}

/** A secondary limit that hits regardless of counts: with retry-after (in seconds), or without. */
export function secondaryLimitFault(
  options: { status?: 403 | 429; retryAfter?: number } & Pick<FaultSpec, "method" | "route" | "times" | "skip"> = {},
): FaultSpec {
  const { status = 403, retryAfter, ...rest } = options;
  return {
    ...rest,
    status,
    body: secondaryBody,
    ...(retryAfter !== undefined && { headers: { "retry-after": String(retryAfter) } }),
  };
}
