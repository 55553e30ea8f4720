import { isProviderError, ProviderError } from "../../errors";
import type { VersionFacts } from "../../model/package";
import type { PackageRef } from "../../model/reference";
import type { Session } from "../../session";
import { assertServed, findMissingParts, type MissingParts, restoreParts } from "../images";

/** A message names so many parts: an index may have dozens. */
const MOST_NAMED = 10;

/** So many other manifests of the package are asked for, to find out whether its registry serves any. */
const MOST_ASKED = 3;

/** Of a version that was deleted, which of the parts that it needs are not there either; undefined for types whose versions have no parts. */
export async function missingPartsOf(
  session: Session,
  ref: PackageRef,
  image: Pick<VersionFacts, "name">,
): Promise<MissingParts | undefined> {
  if (ref.packageType !== "container") return undefined;
  return findMissingParts(session, ref, image.name, await activeTest(session, ref));
}

/** What a preview says of the parts of an image that is to be restored, after "the update restores it"; and whether the update can bring back all of them. */
export function partsOutlook(missing: MissingParts | undefined, image: string): { says: string; isWhole: boolean } {
  if (!missing) return { says: "", isWhole: true };
  if (missing.unread.includes(image))
    return { says: ", and the parts that it needs, which the registry tells when it is back", isWhole: true };
  const { deleted, lost } = missing;
  const back =
    deleted.length === 0
      ? ""
      : `, with ${count(deleted.length)} that ${deleted.length === 1 ? "is" : "are"} deleted as well (${named(deleted.map(({ name, id }) => `${name}, id ${id}`))})`;
  if (lost.length === 0) return { says: back, isWhole: true };
  const says = `${back}, but GitHub does not list ${count(lost.length)} that it needs (${named(lost)}): the update fails, unless they are published before`;
  return { says, isWhole: false };
}

/**
 * Brings an image back whole: what it needs first, so that nobody pulls half of it, where the registry tells that while it is deleted;
 * otherwise right after it.
 * @param restoreImage brings the version itself back.
 * @returns the version, and why it is not whole, if it is not.
 */
export async function restoreWhole(
  session: Session,
  ref: PackageRef,
  image: VersionFacts,
  what: string,
  restoreImage: () => Promise<VersionFacts>,
): Promise<{ readonly facts: VersionFacts; readonly incomplete?: Error }> {
  if (ref.packageType !== "container") return { facts: await restoreImage() };
  const isActive = await activeTest(session, ref);
  const { unread } = await findMissingParts(session, ref, image.name, isActive);
  if (unread.includes(image.name)) {
    const facts = await restoreImage();
    const incomplete = await completeImage(session, ref, image.name, what);
    return { facts, ...(incomplete && { incomplete }) };
  }
  const lost = await restoreParts(session, ref, image.name, isActive, (part) => restorePart(session, ref, part, what));
  const facts = await restoreImage();
  return { facts, ...(lost.length > 0 && { incomplete: lacks(what, lost) }) };
}

/** Restores the parts of an image that is there. @returns why it is not whole afterwards, if it is not. */
export async function completeImage(
  session: Session,
  ref: PackageRef,
  image: string,
  what: string,
): Promise<Error | undefined> {
  try {
    await assertServed(session, ref, image);
    const isActive = await activeTest(session, ref);
    const lost = await restoreParts(session, ref, image, isActive, (part) => restorePart(session, ref, part, what));
    return lost.length > 0 ? lacks(what, lost) : undefined;
  } catch (error) {
    if (isProviderError(error, "incomplete") && !(await servesOthers(session, ref, image))) {
      session.logger.warn(
        `${what} is back. Its registry serves no manifest of this package, so whether it needs parts that are deleted too is not known.`,
      );
      return undefined;
    }
    return error instanceof Error ? error : new Error(String(error));
  }
}

/** A server of the REST API need not have a registry: then nothing is ever to be known of parts. */
async function servesOthers(session: Session, ref: PackageRef, image: string): Promise<boolean> {
  const active = await session.versions.listByThisProcess(ref, "active");
  const others = active.map(({ name }) => name).filter((name) => name !== image);
  if (others.length === 0) return true;
  const served = await (await session.manifests()).readServed(ref.owner.login, ref.name, others.slice(0, MOST_ASKED));
  return served.size > 0;
}

async function restorePart(session: Session, ref: PackageRef, part: VersionFacts, what: string): Promise<boolean> {
  const { id, name } = part;
  try {
    await (await session.api()).restoreVersion({ ...ref, versionId: id });
    session.logger.info(`${name} (id ${id}), a part of ${what}, was deleted and is restored.`);
    return true;
  } catch (error) {
    if (!isProviderError(error, "not_found") && !isProviderError(error, "not_restorable")) throw error;
    if (await session.versions.fetch(ref, id)) return true;
    const words = error.githubMessage ?? error.message;
    session.logger.warn(`${name} (id ${id}), a part of ${what}, can't be restored: GitHub says "${words}"`);
    return false;
  } finally {
    session.versions.forget(ref);
  }
}

async function activeTest(session: Session, ref: PackageRef): Promise<(digest: string) => boolean> {
  const names = new Set((await session.versions.listByThisProcess(ref, "active")).map(({ name }) => name));
  return (digest) => names.has(digest);
}

function lacks(what: string, lost: readonly string[]): ProviderError {
  return new ProviderError(
    `restore ${what}: it is back without ${count(lost.length)} that it needs and GitHub does not bring back: ${named(lost)}. ` +
      "They were deleted more than 30 days ago, or this token may not restore them. Who pulls the image misses them. Publish it again; or, to keep it as it is, " +
      "remove this resource with `pulumi state delete` and run the update again, which adopts it.",
    { code: "not_restorable" },
  );
}

function count(parts: number): string {
  return parts === 1 ? "1 part" : `${parts} parts`;
}

function named(all: readonly string[]): string {
  const more = all.length > MOST_NAMED ? ` and ${all.length - MOST_NAMED} more` : "";
  return `${all.slice(0, MOST_NAMED).join("; ")}${more}`;
}
