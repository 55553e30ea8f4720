/** https://docs.github.com/packages/learn-github-packages/deleting-and-restoring-a-package */
const RESTORABLE_DAYS = 30;

const DAY_MILLISECONDS = 24 * 60 * 60 * 1000;

/** Until when GitHub restores what is deleted at this instant (milliseconds since the epoch): ISO 8601, UTC. */
export function restorableUntil(deletedAt: number): string {
  return new Date(deletedAt + RESTORABLE_DAYS * DAY_MILLISECONDS).toISOString();
}
