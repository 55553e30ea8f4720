/** What a request costs by GitHub's rules: restorations may count as content-creating as well. */
export type RequestKind = "read" | "write" | "restore";

/** https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api#calculating-points-for-the-secondary-rate-limit */
export const POINTS: Readonly<Record<RequestKind, number>> = { read: 1, write: 5, restore: 5 };

export const MINUTE_MS = 60_000;
export const HOUR_MS = 3_600_000;

/** "In general, no more than 80 content-generating requests per minute and no more than 500 per hour are allowed" (same page, secondary limits). */
export const CONTENT_CREATING_PER_MINUTE = 80;
export const CONTENT_CREATING_PER_HOUR = 500;

/** A quarter of a minute's points may be written at once; what follows is spread evenly, so that no minute is spent in two seconds. */
export function writeBurst(pointsPerMinute: number): number {
  return Math.max(POINTS.write, pointsPerMinute / 4);
}
