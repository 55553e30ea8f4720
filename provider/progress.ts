import type { Clock, Logger } from "./ports";

/** Before this nothing is said of how long something will still take: the first answers say little. */
const PACE_KNOWN_AFTER_MILLISECONDS = 3000;

/**
 * Tells how far long work is: `listed 4,000 of 10,000 versions of acme/api, about 12 seconds left`. The pace so far is taken to go on.
 * @param least the seconds that what is left takes at least, where something is known to be in the way: the hour's limit, for instance.
 */
export function progressOf(
  clock: Clock,
  logger: Logger,
  verb: string,
  what: string,
  least?: (left: number) => number | undefined,
): (done: number, total: number) => void {
  const startedAt = clock.now();
  return (done, total) => {
    const elapsed = clock.now() - startedAt;
    const byPace =
      elapsed < PACE_KNOWN_AFTER_MILLISECONDS || done === 0 ? undefined : (elapsed / done / 1000) * (total - done);
    const left = byPace === undefined ? undefined : Math.max(byPace, least?.(total - done) ?? 0);
    const still = left === undefined || done >= total ? "" : `, about ${formatSeconds(left)} left`;
    logger.progress(`${verb} ${formatCount(done)} of ${formatCount(total)} ${what}${still}`);
  };
}

/** `40 seconds`, `6 minutes`, `2 hours 10 minutes`. */
export function formatSeconds(seconds: number): string {
  if (seconds < 90) return plural(Math.max(1, Math.round(seconds)), "second");
  const minutes = Math.round(seconds / 60);
  if (minutes < 90) return plural(minutes, "minute");
  const hours = Math.floor(minutes / 60);
  return minutes % 60 === 0 ? plural(hours, "hour") : `${plural(hours, "hour")} ${plural(minutes % 60, "minute")}`;
}

/** `12,000`. */
export function formatCount(count: number): string {
  return String(count).replace(/\B(?=(?:\d{3})+$)/g, ",");
}

/** `1 package`, `12,000 packages`. */
export function plural(count: number, unit: string): string {
  return `${formatCount(count)} ${unit}${count === 1 ? "" : "s"}`;
}
