import { deletedTime, isStillRestorable, restorableUntil } from "./deletion";
import type { VersionFacts } from "./package";

const DAY_MILLISECONDS = 24 * 60 * 60_000;

/** What became of a version that something uses: GitHub lists it as deleted. */
export interface GoneVersion {
  readonly id: number;
  /** Undefined where GitHub does not tell when it was deleted. */
  readonly deletedDaysAgo?: number | undefined;
  /** ISO 8601, UTC; undefined when it can't come back any more. */
  readonly restorableUntil?: string | undefined;
}

/** @param now milliseconds since the epoch, by the server's clock. */
export function goneVersion(version: Pick<VersionFacts, "id" | "deletedAt">, now: number): GoneVersion {
  const time = deletedTime(version);
  return {
    id: version.id,
    deletedDaysAgo: Number.isNaN(time) ? undefined : Math.max(0, Math.floor((now - time) / DAY_MILLISECONDS)),
    restorableUntil: isStillRestorable(version, now) === true ? restorableUntil(time) : undefined,
  };
}

/** `deleted 3 days ago by [untagged]; it can be restored until 2026-12-27` */
export function describeGoneVersion(
  { deletedDaysAgo: days, restorableUntil: until }: GoneVersion,
  rule?: string,
): string {
  const when = days === undefined ? "" : days === 0 ? " today" : ` ${days} ${days === 1 ? "day" : "days"} ago`;
  const by = rule === undefined ? "" : ` by [${rule}]`;
  const back =
    until === undefined
      ? "it can't be restored any more"
      : `it can be restored until ${until.slice(0, "2026-09-01".length)}`;
  return `deleted${when}${by}; ${back}`;
}
