import { deletedTime, isStillRestorable, lastDeletedOfEachName } from "../../model/deletion";
import type { PackageInput, RetentionVersion } from "../input";
import { asksAboutTags, type DecidingInputs } from "../policy";

/**
 * GitHub does not document whether deleting a version counts as an update of it. An `updated_at` within a minute of the deletion is taken for the
 * deletion's: the version's own is lost then.
 */
const UPDATED_BY_DELETION = 60_000;

/** A deleted version that no decision can be made about. */
export interface Unjudgeable {
  readonly version: RetentionVersion;
  readonly reason: string;
}

export interface Restorables {
  readonly candidates: readonly RetentionVersion[];
  readonly unjudgeable: readonly Unjudgeable[];
  /** Deleted too long ago, and still listed. */
  readonly expired: readonly RetentionVersion[];
}

/**
 * The deleted versions that GitHub can bring back, as far as enough is known of them. A name that is active again is taken. Of several deleted versions
 * of one name, the last deleted counts. A version whose time of deletion GitHub does not tell is never restored.
 * @param comesBackAnyway what no rule has to be asked about.
 */
export function findRestorables(
  input: PackageInput,
  policies: readonly DecidingInputs[],
  hasTags: boolean,
  now: number,
  comesBackAnyway: ReadonlyMap<number, string>,
): Restorables {
  const needsTags = hasTags && policies.some((policy) => policy.rules.some(asksAboutTags));
  const needsUpdates = policies.some((policy) => policy.rules.some((rule) => rule.match.timestamp === "updatedAt"));
  const active = new Set(input.versions.map((version) => version.name));
  const lacks = (version: RetentionVersion): string | undefined => {
    if (Number.isNaN(Date.parse(version.createdAt))) return "its time of creation is not known";
    if (comesBackAnyway.has(version.id)) return undefined;
    if (needsTags && version.tags === undefined) return "its tags are not known, and rules ask about tags";
    if (needsUpdates && updateIsLost(version))
      return "its time of update was lost by deleting it, and rules ask about it";
    return undefined;
  };
  const candidates: RetentionVersion[] = [];
  const unjudgeable: Unjudgeable[] = [];
  const expired: RetentionVersion[] = [];
  for (const version of lastDeletedOfEachName(input.deletedVersions ?? [])) {
    const isRestorable = isStillRestorable(version, now);
    if (active.has(version.name) || isRestorable === undefined) continue;
    const reason = lacks(version);
    if (reason === undefined) (isRestorable ? candidates : expired).push(version);
    else if (isRestorable) unjudgeable.push({ version, reason });
  }
  return { candidates, unjudgeable, expired };
}

function updateIsLost(version: RetentionVersion): boolean {
  return !(Date.parse(version.updatedAt) < deletedTime(version) - UPDATED_BY_DELETION);
}
