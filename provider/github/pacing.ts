import type { Octokit } from "@octokit/rest";
import type { Clock, Logger, RunGuard } from "../ports";
import { isNotModified, isPrimaryRefusal, isSecondaryRefusal, readFailedAnswer } from "./answer";
import { callMethod, callTarget } from "./call";
import { Stopped } from "./failures";
import type { Lease, RateBudget } from "./rate-budget";
import { type AnswerHeaders, readRateHeaders } from "./rate-headers";
import { RequestTrace } from "./request-trace";

export interface PacingParts {
  readonly budget: RateBudget;
  readonly guard: RunGuard;
  readonly clock: Clock;
  readonly logger: Logger;
}

type Response = { readonly status: number; readonly headers: AnswerHeaders };

/**
 * The innermost of the plugins: every attempt of every request passes here, and nothing else sends any. An attempt waits for
 * its turn in the budget, asks whether anybody is there to record a change, and tells the budget what the answer says.
 */
export function pacing(parts: PacingParts): (octokit: Pick<Octokit, "hook">) => Record<string, never> {
  return (octokit) => {
    octokit.hook.wrap("request", async (request, options) => {
      const trace = traceOf(options);
      const lease = await turn(parts, trace);
      try {
        const response = await request(options);
        answered(parts, trace, lease, response as Response);
        return response;
      } catch (error) {
        failed(parts, trace, lease, error);
        throw error;
      } finally {
        lease.release();
      }
    });
    return {};
  };
}

export function traceOf(options: { request?: unknown }): RequestTrace {
  const { trace } = (options.request ?? {}) as { trace?: unknown };
  if (trace instanceof RequestTrace) return trace;
  throw new Error("a request without a trace");
}

async function turn({ budget, guard }: PacingParts, trace: RequestTrace): Promise<Lease> {
  let lease: Lease | undefined;
  try {
    lease = await budget.acquire(trace.call.kind, trace);
    if (trace.call.kind !== "read") await guard.assertAlive();
    return lease;
  } catch (reason) {
    lease?.release();
    throw new Stopped(reason);
  }
}

function answered(parts: PacingParts, trace: RequestTrace, lease: Lease, { status, headers }: Response): void {
  parts.budget.observe(readRateHeaders(headers, parts.clock.now()), lease.startedAt);
  log(parts, trace, lease, status, headers);
}

function failed(parts: PacingParts, trace: RequestTrace, lease: Lease, error: unknown): void {
  const answer = readFailedAnswer(error);
  if (!answer) return;
  log(parts, trace, lease, answer.transport?.message ?? answer.status, answer.headers);
  const seen = readRateHeaders(answer.headers, parts.clock.now());
  if (isSecondaryRefusal(answer)) {
    refusedUntil(parts, trace, parts.budget.observeRefusal(seen, lease.startedAt));
    makeRecognizable(error);
  } else {
    parts.budget.observe(seen, lease.startedAt, !isNotModified(error));
    if (isPrimaryRefusal(answer)) refusedUntil(parts, trace, parts.budget.pausedUntil());
  }
  if (answer.transport ? answer.transport.mayHaveActed : answer.status >= 500) trace.uncertain = true;
}

function refusedUntil({ clock, logger }: PacingParts, trace: RequestTrace, pausedUntil: number | undefined): void {
  const now = clock.now();
  const until = pausedUntil ?? now;
  trace.refusals += 1;
  trace.firstRefusedAt ??= now;
  trace.retryAt = until;
  const seconds = Math.ceil((until - now) / 1000);
  logger.progress(`GitHub asks to slow down: going on in ${seconds} s (${new Date(until).toISOString()})`);
}

/** The throttling plugin knows a secondary limit by these words alone; GitHub also refuses with a bare `retry-after`. */
function makeRecognizable(error: unknown): void {
  if (error instanceof Error && !/\bsecondary rate\b/i.test(error.message))
    error.message += " (a secondary rate limit)";
}

function log(
  { logger, clock }: PacingParts,
  { call }: RequestTrace,
  lease: Lease,
  outcome: number | string,
  headers: AnswerHeaders,
): void {
  const left = headers["x-ratelimit-remaining"];
  const quota = left === undefined ? "" : `, ${left} requests left`;
  const id = headers["x-github-request-id"];
  const name = id === undefined ? "" : `, request ${id}`;
  logger.debug(
    `${callMethod(call)} ${callTarget(call)}: ${outcome} in ${clock.now() - lease.startedAt} ms${quota}${name}`,
  );
}
