import { isProviderError } from "../../errors";
import { isImageType, type VersionFacts } from "../../model/package";
import type { PackageRef } from "../../model/reference";
import type { VersionSelector } from "../../model/version-selector";
import type { Session } from "../../session";
import { didYouMean, nameHint, nearestNames } from "../inputs";
import type { Found } from "./find-version";

/** What may be wrong with a selector that was looked for and not found: a sentence that begins with a space, or nothing. */
export async function whatWasMeant(
  session: Session,
  ref: PackageRef,
  selector: VersionSelector,
  { where }: Found,
): Promise<string> {
  if (where === "no package") return (await nameHint(session, ref)).says;
  return where === "nowhere" ? selectorHint(session, ref, selector) : "";
}

/**
 * Which versions somebody may have meant by a selector that names none, as a sentence that begins with a space; empty when nothing is near. Looks
 * at what was listed to find the selector, and asks nothing of GitHub.
 */
async function selectorHint(session: Session, ref: PackageRef, selector: VersionSelector): Promise<string> {
  if (selector.kind === "versionId") return "";
  const versions = await listed(session, ref);
  const tags = new Set(versions.flatMap(({ tags: own = [] }) => own));
  const names = new Set(versions.map(({ name }) => name));
  const { kind, value } = selector;
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
