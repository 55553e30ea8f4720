import type { VersionFacts } from "./package";

type Deleted = Pick<VersionFacts, "id" | "name" | "deletedAt">;

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
