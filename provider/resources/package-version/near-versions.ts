import { isProviderError } from "../../errors";
import { isImageType, type VersionFacts } from "../../model/package";
import type { PackageRef } from "../../model/reference";
import type { VersionSelector } from "../../run/declarations";
import type { Session } from "../../session";
import { didYouMean, nameHint, nearestNames } from "../inputs";
import type { Found } from "./create";

/** What may be wrong with a handle that was looked for and not found: a sentence that begins with a space, or nothing. */
export async function whatWasMeant(
  session: Session,
  ref: PackageRef,
  handle: VersionSelector,
  { where }: Found,
): Promise<string> {
  if (where === "no package") return (await nameHint(session, ref)).says;
  return where === "nowhere" ? handleHint(session, ref, handle) : "";
}

/**
 * Which versions somebody may have meant by a handle that names none, as a sentence that begins with a space; empty when nothing is near. Looks
 * at what was listed to find the handle, and asks nothing of GitHub.
 */
async function handleHint(session: Session, ref: PackageRef, handle: VersionSelector): Promise<string> {
  if (handle.kind === "versionId") return "";
  const versions = await listed(session, ref);
  const tags = new Set(versions.flatMap(({ tags: own = [] }) => own));
  const names = new Set(versions.map(({ name }) => name));
  const { kind, value } = handle;
  if (kind === "version" && tags.has(value)) return ` ${value} is a tag: name it by "tag".`;
  if (kind === "tag" && names.has(value)) return ` ${value} is a digest: name it by "digest".`;
  const byTag = kind === "tag" || (kind === "version" && isImageType(ref.packageType));
  const plain = kind === "tag" ? value.replace(/^.*:/, "") : value;
  return didYouMean(nearestNames(plain, byTag ? tags : names));
}

async function listed(session: Session, ref: PackageRef): Promise<readonly VersionFacts[]> {
  try {
    const active = (await session.versions.known(ref)) ?? [];
    return [...active, ...(await session.versions.listByThisProcess(ref, "deleted"))];
  } catch (error) {
    if (isProviderError(error)) return [];
    throw error;
  }
}
