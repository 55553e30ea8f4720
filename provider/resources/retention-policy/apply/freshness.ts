import type { Clock } from "../../../ports";
import { DELETIONS_A_MINUTE } from "../plan";

/**
 * So long what was read of a package holds: between reading it and deleting one of its versions, and while one deletion waits for GitHub's limits.
 */
export const HOLDS_MILLISECONDS = 3 * 60_000;

/** The reading of a large package holds for the time of so many deletions a page, so that reading takes a fifth of the requests at most. */
const DELETIONS_FOR_A_PAGE = 5;

/** How long what was read of a package may be acted upon. */
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
