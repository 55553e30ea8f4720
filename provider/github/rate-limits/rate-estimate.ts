import type { Work, WorkEstimate } from "../../ports";
import type { BudgetStatus } from "./budget-status";
import type { LimitOptions } from "./rate-limits";
import {
  CONTENT_CREATING_PER_HOUR,
  CONTENT_CREATING_PER_MINUTE,
  HOUR_MS,
  MINUTE_MS,
  POINTS,
  writeBurst,
} from "./request-cost";

type Limits = Pick<LimitOptions, "readDelayMs" | "writeDelayMs" | "restoresAreContentCreating"> & {
  readonly maxWaitSeconds: number;
};

/** The slowest of the limits decides; what the hour has no room for waits for the next ones. */
export function estimate(work: Work, status: BudgetStatus, limits: Limits, now: number): WorkEstimate {
  const { reads = 0, writes = 0, restores = 0 } = work;
  const requests = reads + writes + restores;
  const points = reads * POINTS.read + writes * POINTS.write + restores * POINTS.restore;
  const missing = status.remaining === undefined ? 0 : Math.max(0, requests - status.remaining);
  const paceMs = Math.max(
    pointsMs(points, writes + restores, status),
    reads * limits.readDelayMs,
    (writes + restores) * limits.writeDelayMs,
    limits.restoresAreContentCreating && status.pointsPerMinute > 0 ? restoresMs(restores) : 0,
  );
  const waitMs = missing === 0 ? Math.max(0, (status.pausedUntil ?? now) - now) : hoursMs(missing, status, now);
  return {
    seconds: Math.ceil(Math.max(paceMs, waitMs) / 1000),
    requests,
    points,
    fitsThisHour: missing === 0,
    missing,
    stops: missing > 0 && idleMs(paceMs, requests, status, now) > limits.maxWaitSeconds * 1000,
    ...(status.limit === undefined ? {} : { limit: status.limit }),
    ...(status.remaining === undefined ? {} : { remaining: status.remaining }),
    ...(status.resetAt === undefined ? {} : { resetAt: status.resetAt }),
  };
}

/** Reads may spend a minute's points at once, writes a part of them: only what exceeds that takes time. */
function pointsMs(points: number, writes: number, { pointsPerMinute, pointsUsed, pace, share }: BudgetStatus): number {
  if (pointsPerMinute === 0) return 0;
  const perMinute = pointsPerMinute * pace * share;
  const perMs = perMinute / MINUTE_MS;
  const all = Math.max(0, points + pointsUsed - perMinute) / perMs;
  const written = Math.max(0, writes * POINTS.write - writeBurst(pointsPerMinute)) / perMs;
  return Math.max(all, written);
}

function restoresMs(restores: number): number {
  if (restores === 0) return 0;
  const minutes = Math.floor((restores - 1) / CONTENT_CREATING_PER_MINUTE) * MINUTE_MS;
  return Math.max(minutes, Math.floor((restores - 1) / CONTENT_CREATING_PER_HOUR) * HOUR_MS);
}

/** How long nothing can be sent once the hour's requests are used up, which they are in proportion to the pace. */
function idleMs(paceMs: number, requests: number, { remaining = 0, resetAt = 0 }: BudgetStatus, now: number): number {
  return Math.max(0, resetAt - now - (paceMs * remaining) / requests);
}

function hoursMs(missing: number, { limit, resetAt }: BudgetStatus, now: number): number {
  const furtherHours = limit === undefined || limit === 0 ? 0 : Math.ceil(missing / limit) - 1;
  return Math.max(0, (resetAt ?? now) - now) + furtherHours * HOUR_MS;
}
