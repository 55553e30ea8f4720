import { ProviderError } from "../../errors";
import { isStillRestorable, lastDeletedOfEachName } from "../../model/deletion";
import type { VersionFacts } from "../../model/package";
import type { PackageRef } from "../../model/reference";
import type { Session } from "../../session";
import { readImageParts } from "./image-parts";

/** How long a registry is given to serve a manifest again that is back: not documented, so a few seconds. */
const SERVED_AFTER_MILLISECONDS = [500, 1000, 2000, 4000];

/** The parts of an image that are not active. */
export interface MissingParts {
  /** Those that GitHub lists as deleted, in the order of their restoration: parts first. */
  readonly deleted: readonly VersionFacts[];
  /** The digests of those that it does not list at all. */
  readonly lost: readonly string[];
  /** Digests, the image's own among them, whose manifests are not served while they are deleted: what they list is not known. */
  readonly unread: readonly string[];
}

/** @param isActive what is there already, though a listing may lack it still. */
export async function findMissingParts(
  session: Session,
  ref: PackageRef,
  image: string,
  isActive: (digest: string) => boolean,
): Promise<MissingParts> {
  const { digests, unread } = await readImageParts(session, ref, image);
  const missing = digests.filter((digest) => digest !== image && !isActive(digest));
  const last = missing.length === 0 ? new Map<string, VersionFacts>() : await restorableByName(session, ref);
  return {
    deleted: missing.flatMap((digest) => last.get(digest) ?? []),
    lost: missing.filter((digest) => !last.has(digest)),
    unread: unread.filter((digest) => !isActive(digest)),
  };
}

/** What GitHub lists as deleted for longer than it restores does not come back. */
async function restorableByName(session: Session, ref: PackageRef): Promise<ReadonlyMap<string, VersionFacts>> {
  const listed = await session.versions.list(ref, "deleted");
  const { now } = await (await session.api()).serverTime();
  const restorable = listed.filter((version) => isStillRestorable(version, now) !== false);
  return new Map(lastDeletedOfEachName(restorable).map((facts) => [facts.name, facts]));
}

/**
 * Restores what an image lists, and what that lists: where the registry does not serve the manifest of something deleted, once that is back.
 * @param image is back, or the registry serves its manifest.
 * @param restore whether GitHub has brought it back.
 * @returns digests of what the image lists that is neither there nor came back.
 * @throws `incomplete` when the registry does not serve a manifest again that is back.
 */
export async function restoreParts(
  session: Session,
  ref: PackageRef,
  image: string,
  isActive: (digest: string) => boolean,
  restore: (part: VersionFacts) => Promise<boolean>,
): Promise<readonly string[]> {
  const back = new Set<string>([image]);
  const refused = new Set<string>();
  for (;;) {
    const missing = await findMissingParts(session, ref, image, (digest) => back.has(digest) || isActive(digest));
    let isOneToLookAt = false;
    for (const part of missing.deleted) {
      if (refused.has(part.name)) continue;
      if (!(await restore(part))) {
        refused.add(part.name);
        continue;
      }
      back.add(part.name);
      if (!missing.unread.includes(part.name)) continue;
      await assertServed(session, ref, part.name);
      isOneToLookAt = true;
    }
    if (!isOneToLookAt) return [...new Set([...missing.lost, ...refused])];
  }
}

/** Waits until the registry serves the manifest of what is back. */
export async function assertServed(session: Session, ref: PackageRef, digest: string): Promise<void> {
  const reader = await session.manifests();
  for (const wait of [...SERVED_AFTER_MILLISECONDS, undefined]) {
    if ((await reader.readServed(ref.owner.login, ref.name, [digest])).has(digest)) return;
    if (wait !== undefined) await session.clock.sleep(wait);
  }
  throw new ProviderError(
    `restore what ${digest} of ${ref.owner.login}/${ref.name} needs: the image is back, and the registry does not serve its manifest yet, so its parts are not known. Run again in a few minutes.`,
    { code: "incomplete" },
  );
}
