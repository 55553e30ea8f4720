import { isProviderError } from "../../errors";
import { isStillRestorable, lastDeleted } from "../../model/deletion";
import type { VersionFacts } from "../../model/package";
import type { PackageRef } from "../../model/reference";
import { selects, type VersionSelector } from "../../model/version-selector";
import type { Session } from "../../session";

/** What a selector was found to mean. */
export type Found =
  | { readonly where: "active" | "deleted"; readonly facts: VersionFacts }
  /** Listed as deleted, for longer than GitHub restores by its own clock. */
  | { readonly where: "expired"; readonly facts: VersionFacts }
  | { readonly where: "nowhere" }
  | { readonly where: "no package" };

/** Looks a selector up among the active versions, then among the deleted ones. */
export async function findVersion(session: Session, ref: PackageRef, selector: VersionSelector): Promise<Found> {
  try {
    const active = await findActive(session, ref, selector);
    if (active) return { where: "active", facts: active };
    const deleted = await session.versions.listByThisProcess(ref, "deleted");
    const last = lastDeleted(deleted.filter((facts) => selects(selector, facts)));
    if (!last) return { where: "nowhere" };
    const { now } = await (await session.api()).serverTime();
    return { where: isStillRestorable(last, now) === false ? "expired" : "deleted", facts: last };
  } catch (error) {
    if (isProviderError(error, "not_found")) return { where: "no package" };
    throw error;
  }
}

/** The active version that a selector means. */
export async function findActive(
  session: Session,
  ref: PackageRef,
  selector: VersionSelector,
): Promise<VersionFacts | undefined> {
  if (selector.kind === "versionId") return session.versions.get(ref, selector.value);
  return session.versions.find(ref, (facts) => selects(selector, facts));
}
