import type { VersionFacts } from "./package";

type Deleted = Pick<VersionFacts, "id" | "name" | "deletedAt">;

/** https://docs.github.com/packages/learn-github-packages/deleting-and-restoring-a-package: within 30 days of deletion. */
const RESTORABLE_FOR_MILLISECONDS = 30 * 24 * 60 * 60_000;

/** Whether GitHub restores at this instant what was deleted then. Undefined where it does not tell when that was. */
export function isStillRestorable(version: Pick<VersionFacts, "deletedAt">, now: number): boolean | undefined {
  const deleted = deletedTime(version);
  return Number.isNaN(deleted) ? undefined : now - deleted < RESTORABLE_FOR_MILLISECONDS;
}

/** Until when GitHub restores what is deleted at this instant (milliseconds since the epoch): ISO 8601, UTC. */
export function restorableUntil(deletedAt: number): string {
  return new Date(deletedAt + RESTORABLE_FOR_MILLISECONDS).toISOString();
}

/** Milliseconds since the epoch; NaN where GitHub does not tell. */
export function deletedTime({ deletedAt }: Pick<VersionFacts, "deletedAt">): number {
  return Date.parse(deletedAt ?? "");
}

/**
 * Of several deleted versions of one name only one can come back: the last deleted, of two that were deleted at once the one with the
 * higher id. One whose time is not told counts as deleted before all others.
 */
export function lastDeletedOfEachName<Version extends Deleted>(versions: readonly Version[]): Version[] {
  const last = new Map<string, Version>();
  for (const version of versions) {
    const other = last.get(version.name);
    if (other === undefined || isLater(version, other)) last.set(version.name, version);
  }
  return [...last.values()];
}

/** The last deleted of all of them, whatever their names. */
export function lastDeleted<Version extends Deleted>(versions: readonly Version[]): Version | undefined {
  return versions.reduce<Version | undefined>(
    (last, version) => (last === undefined || isLater(version, last) ? version : last),
    undefined,
  );
}

function isLater(one: Deleted, other: Deleted): boolean {
  const oneTime = timeOrFirst(one);
  const otherTime = timeOrFirst(other);
  return oneTime === otherTime ? one.id > other.id : oneTime > otherTime;
}

function timeOrFirst(version: Deleted): number {
  const time = deletedTime(version);
  return Number.isNaN(time) ? Number.NEGATIVE_INFINITY : time;
}
