import { lastDeleted } from "../../../model/deletion";
import { goneVersion } from "../../../model/gone-version";
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
    const its = goneVersion(version, now);
    const canComeBack = its.restorableUntil !== undefined;
    const parts =
      canComeBack && ref.packageType === "container" ? await readImageParts(session, ref, version.name) : undefined;
    for (const [part, its] of parts?.edges ?? []) edges.set(part, its);
    const isKnown = parts === undefined || parts.unread.length === 0;
    if (canComeBack)
      awaited.push({ what: reference, isInUse: true, ...(isKnown && { digests: parts?.digests ?? [] }) });
    const line = ofPackage(deletedBy, ref.name)?.[version.id];
    const rule = line === undefined ? undefined : parseDeletionText(line)?.rule;
    gone.push({ reference, by, deletedBy: rule, version: its, isKnown });
  }
  return { gone, awaited, edges };
}
