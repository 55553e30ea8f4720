import { deletedTime, isStillRestorable, lastDeleted, restorableUntil } from "../../../model/deletion";
import type { PackageRef } from "../../../model/reference";
import type { MissingUse } from "../../../references";
import {
  type AwaitedVersion,
  type GoneInUse,
  type ManifestEdges,
  ofPackage,
  parseDeletionText,
  type RetentionVersion,
} from "../../../retention";
import type { Session } from "../../../session";
import { readImageParts } from "../../images";
import type { EntriesByPackage } from "../memory";

const DAY_MILLISECONDS = 24 * 60 * 60_000;

/** What became of what is in use and not there. */
export interface Gone {
  readonly gone: readonly GoneInUse[];
  /** Those of it that can come back: what they need is not to go meanwhile. */
  readonly awaited: readonly AwaitedVersion[];
  readonly edges: ReadonlyMap<string, ManifestEdges>;
}

/**
 * Looks for what is in use and not there among the deleted versions. An image that can come back needs its parts.
 * @param deletedBy what the policy is on record to have deleted.
 */
export async function readGone(
  session: Session,
  ref: PackageRef,
  missing: readonly MissingUse[],
  deleted: readonly RetentionVersion[],
  deletedBy: EntriesByPackage,
): Promise<Gone> {
  const now = await session.startOfRun.find();
  const gone: GoneInUse[] = [];
  const awaited: AwaitedVersion[] = [];
  const edges = new Map<string, ManifestEdges>();
  for (const { among, reference, by } of missing) {
    const version = lastDeleted(among(deleted));
    if (!version) {
      gone.push({ reference, by });
      continue;
    }
    const canComeBack = isStillRestorable(version, now) === true;
    const parts =
      canComeBack && ref.packageType === "container" ? await readImageParts(session, ref, version.name) : undefined;
    for (const [part, its] of parts?.edges ?? []) edges.set(part, its);
    const isKnown = parts === undefined || parts.unread.length === 0;
    if (canComeBack)
      awaited.push({ what: reference, isInUse: true, ...(isKnown && { digests: parts?.digests ?? [] }) });
    const time = deletedTime(version);
    const line = ofPackage(deletedBy, ref.name)?.[version.id];
    gone.push({
      reference,
      by,
      deletedBy: line === undefined ? undefined : parseDeletionText(line)?.rule,
      version: {
        id: version.id,
        isKnown,
        deletedDaysAgo: Number.isNaN(time) ? undefined : Math.max(0, Math.floor((now - time) / DAY_MILLISECONDS)),
        restorableUntil: canComeBack ? restorableUntil(time) : undefined,
      },
    });
  }
  return { gone, awaited, edges };
}
