/** How fast GitHub lets versions be deleted: 5 points each of 900 a minute (https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api). */
export const DELETIONS_A_MINUTE = 180;

/**
 * After so long a deletion whose turn comes near has its page read again: two pages for `DELETIONS_TO_A_LOOK` deletions, 2 of 122 points. Until it
 * is sent, a deletion waits for those of its package that are under way, at most two seconds.
 */
export const LOOK_AGAIN_AFTER_MILLISECONDS = 8_000;

/** Deletions that a look at a package serves. */
export const DELETIONS_TO_A_LOOK = (DELETIONS_A_MINUTE * LOOK_AGAIN_AFTER_MILLISECONDS) / 60_000;
