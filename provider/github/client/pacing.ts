import type { Octokit } from "@octokit/rest";
import { foreignWords } from "../../model/foreign-words";
import type { Clock, Logger, RunGuard } from "../../ports";
import { inTime, LAST_MILLISECONDS, OutOfTime } from "../../time-limit";
import { Stopped } from "../failures";
import {
  isNotModified,
  isPrimaryRefusal,
  isSecondaryRefusal,
  type ResponseHeaders,
  readFailedResponse,
  readRateHeaders,
  type ServerClock,
  type TokenScopes,
} from "../http";
import type { Lease, RateBudget } from "../rate-limits";
import { RequestContext, requestMethod, requestTarget } from "../requests";

export interface PacingParts {
  readonly budget: RateBudget;
  readonly scopes: TokenScopes;
  readonly guard: RunGuard;
  readonly clock: Clock;
  readonly logger: Pick<Logger, "debug">;
  readonly authorization: Authorization;
  readonly serverClock: ServerClock;
}

/** What proves who asks. */
export interface Authorization {
  /** The header, as it is now; undefined without a token. */
  header(): Promise<string | undefined>;
  /** Gets another token in place of one that GitHub did not accept. False when there is no other. */
  renew(refused: string | undefined): Promise<boolean>;
}

type Response = { readonly status: number; readonly headers: ResponseHeaders };

/**
 * The innermost of the plugins: every attempt of every request passes here, and nothing else sends any. An attempt waits for
 * its turn in the budget, asks whether anybody is there to record a change, and tells the budget what the answer says.
 */
export function pacing(parts: PacingParts): (octokit: Pick<Octokit, "hook">) => Record<string, never> {
  return (octokit) => {
    octokit.hook.wrap("request", async (request, options) => {
      const context = contextOf(options);
      const attempt = async () => {
        const { lease, authorization } = await turn(parts, context);
        if (authorization !== undefined) options.headers.authorization = authorization;
        const sentAt = parts.clock.now();
        const end = endOf(context);
        if (end) options.request = { ...options.request, signal: end };
        try {
          const response = await request(options);
          answered(parts, context, { lease, sentAt }, response as Response);
          return response;
        } catch (error) {
          failed(parts, context, { lease, sentAt }, error);
          if (end?.aborted) throw new Stopped(new OutOfTime());
          throw error;
        } finally {
          lease.release();
        }
      };
      try {
        return await attempt();
      } catch (error) {
        if (!(await isWorthAnotherToken(parts, context, error, options.headers.authorization))) throw error;
        return attempt();
      }
    });
    return {};
  };
}

export function contextOf(options: { request?: unknown }): RequestContext {
  const { context } = (options.request ?? {}) as { context?: unknown };
  if (context instanceof RequestContext) return context;
  throw new Error("a request without a context");
}

/** What is read is given up when the time is over; a change is waited for a little longer, because it takes effect whether or not. */
function endOf({ timeLimit, spec }: RequestContext): AbortSignal | undefined {
  return timeLimit && AbortSignal.timeout(Math.ceil(timeLimit.left) + (spec.kind === "read" ? 0 : LAST_MILLISECONDS));
}

interface Turn {
  readonly lease: Lease;
  readonly authorization: string | undefined;
}

/** The token is asked for when the turn has come: a GitHub App's can expire while its request waits. */
async function turn({ budget, guard, authorization }: PacingParts, context: RequestContext): Promise<Turn> {
  let lease: Lease | undefined;
  try {
    lease = await budget.acquire(context.spec.kind, context);
    const header = await inTime(context.timeLimit, authorization.header());
    if (context.spec.kind !== "read") await guard.assertAlive();
    return { lease, authorization: header };
  } catch (reason) {
    lease?.release();
    throw new Stopped(reason);
  }
}

/** Once for each request: a second token that is refused is not refused for its age. */
async function isWorthAnotherToken(
  { authorization }: PacingParts,
  context: RequestContext,
  error: unknown,
  refused: string | undefined,
): Promise<boolean> {
  if (readFailedResponse(error)?.status !== 401 || context.hasNewToken) return false;
  context.hasNewToken = true;
  try {
    return await authorization.renew(refused);
  } catch (reason) {
    throw new Stopped(reason);
  }
}

interface Sent {
  readonly lease: Lease;
  /** After whatever the lease and its token have waited for. */
  readonly sentAt: number;
}

function answered(
  parts: PacingParts,
  context: RequestContext,
  { lease, sentAt }: Sent,
  { status, headers }: Response,
): void {
  const now = parts.clock.now();
  parts.serverClock.observe(headers, sentAt, now);
  parts.budget.observe(readRateHeaders(headers, now), lease.startedAt);
  parts.scopes.observe(headers);
  log(parts, context, lease, status, headers);
}

function failed(parts: PacingParts, context: RequestContext, { lease, sentAt }: Sent, error: unknown): void {
  const answer = readFailedResponse(error);
  if (!answer) return;
  // The clock of whatever else answered, a proxy or a portal, is not the server's.
  if (answer.message !== undefined || isNotModified(error))
    parts.serverClock.observe(answer.headers, sentAt, parts.clock.now());
  log(parts, context, lease, answer.transport?.message ?? answer.status, answer.headers);
  parts.scopes.observe(answer.headers);
  const seen = readRateHeaders(answer.headers, parts.clock.now());
  if (isSecondaryRefusal(answer)) {
    refusedUntil(parts, context, parts.budget.observeRefusal(seen, lease.startedAt));
    makeRecognizable(error);
  } else {
    parts.budget.observe(seen, lease.startedAt, !isNotModified(error));
    if (seen.retryAfterMs !== undefined) context.pausedBy = answer;
    if (isPrimaryRefusal(answer)) refusedUntil(parts, context, parts.budget.pausedUntil());
  }
  if (answer.transport ? answer.transport.mayHaveActed : answer.status >= 500) context.uncertain = true;
}

function refusedUntil({ clock }: PacingParts, context: RequestContext, pausedUntil: number | undefined): void {
  const now = clock.now();
  context.refusals += 1;
  context.firstRefusedAt ??= now;
  context.retryAt = pausedUntil ?? now;
}

/** The throttling plugin knows a secondary limit by these words alone; GitHub also refuses with a bare `retry-after`. */
function makeRecognizable(error: unknown): void {
  if (error instanceof Error && !/\bsecondary rate\b/i.test(error.message))
    error.message += " (a secondary rate limit)";
}

function log(
  { logger, clock }: PacingParts,
  { spec }: RequestContext,
  lease: Lease,
  outcome: number | string,
  headers: ResponseHeaders,
): void {
  const left = textOf(headers["x-ratelimit-remaining"]);
  const quota = left === undefined ? "" : `, ${left} requests left`;
  const id = textOf(headers["x-github-request-id"]);
  const name = id === undefined ? "" : `, request ${id}`;
  logger.debug(
    `${requestMethod(spec)} ${requestTarget(spec)}: ${outcome} in ${clock.now() - lease.startedAt} ms${quota}${name}`,
  );
}

/** A header for a log line: GitHub's ids have some 40 characters. */
function textOf(header: string | number | undefined): string | undefined {
  return header === undefined ? undefined : foreignWords(String(header), 100);
}
