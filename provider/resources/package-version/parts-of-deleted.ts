import { isProviderError } from "../../errors";
import { asMigrated } from "../../model/migrated";
import { formatPackageId, type PackageRef } from "../../model/reference";
import type { Session } from "../../session";
import { digestOfDeclared } from "../declared-digest";
import { readImageParts } from "../image-parts";
import { describeHandle } from "./handle";

/** A message names so many parts: an index may have dozens. */
const MOST_NAMED = 10;

/** The image that the program declares and that a version is a part of, by the handle that names it; as far as the registry tells. */
export async function declaredImageThatNeeds(
  session: Session,
  ref: PackageRef,
  digest: string,
): Promise<string | undefined> {
  const migrated = asMigrated(ref);
  if (migrated) return neededByMigrated(session, migrated, digest);
  if (ref.packageType !== "container") return undefined;
  const declared = session.declarations.declaredVersions(formatPackageId(ref.owner.login, ref.packageType, ref.name));
  if (declared.length === 0) return undefined;
  const active = await session.versions.listByThisProcess(ref, "active");
  for (const one of declared) {
    const image = digestOfDeclared(one, active) ?? digestOfDeclared(one, await session.versions.list(ref, "deleted"));
    if (image === undefined || image === digest) continue;
    const { digests } = await readImageParts(session, ref, image);
    if (digests.includes(digest)) return describeHandle(one.handle);
  }
  return undefined;
}

/** What is deleted as `docker` may be a container by now; where there is none, nothing of it needs anything. */
async function neededByMigrated(session: Session, ref: PackageRef, digest: string): Promise<string | undefined> {
  try {
    return await declaredImageThatNeeds(session, ref, digest);
  } catch (error) {
    if (isProviderError(error, "not_found")) return undefined;
    throw error;
  }
}

/** What a version lists that stays when it is deleted: for a message, so that a registry that does not tell keeps nothing up. */
export async function partsThatStay(session: Session, ref: PackageRef, digest: string): Promise<string | undefined> {
  if (ref.packageType !== "container") return undefined;
  try {
    const { digests } = await readImageParts(session, ref, digest);
    const parts = digests.filter((part) => part !== digest);
    if (parts.length === 0) return undefined;
    const more = parts.length > MOST_NAMED ? ` and ${parts.length - MOST_NAMED} more` : "";
    return `${parts.length === 1 ? "its part stays" : `its ${parts.length} parts stay`}: ${parts.slice(0, MOST_NAMED).join(", ")}${more}. A retention policy with a rule for untagged versions deletes those that nothing else needs`;
  } catch (error) {
    if (!isProviderError(error)) throw error;
    return undefined;
  }
}
