import type { Clock } from "../../../ports";
import { DELETIONS_A_MINUTE } from "../plan";

/**
 * So long may lie between reading a package and deleting one of its versions, and so long may one deletion wait for GitHub's limits:
 * what was read has grown old by then.
 */
export const HOLDS_MILLISECONDS = 3 * 60_000;

/** Of a large package, the time of so many deletions for each page of its listing, so that reading takes a fifth of the requests at most. */
const DELETIONS_FOR_A_PAGE = 5;

/** How long it may be acted upon what was read of a package. */
export class Freshness {
  private readonly until: number;

  /** @param pages how many pages its listing has. */
  constructor(
    private readonly clock: Clock,
    readFrom: number,
    pages: number,
  ) {
    const deletions = pages * DELETIONS_FOR_A_PAGE;
    this.until = readFrom + Math.max(HOLDS_MILLISECONDS, (deletions * 60_000) / DELETIONS_A_MINUTE);
  }

  /** Whether a deletion that has waited since then may go now. */
  covers(waitingSince: number): boolean {
    const now = this.clock.now();
    return now <= this.until && now - waitingSince <= HOLDS_MILLISECONDS;
  }
}
