import { ProviderError } from "../../errors";
import type { VersionFacts } from "../../model/package";
import { formatPackageId, type PackageRef } from "../../model/reference";
import type { Declaration, DeclaredVersion } from "../../run/declaration";
import type { LiveObject } from "../../run/same-object";
import type { Session } from "../../session";

export function liveVersion({ id, createdAt, packageHtmlUrl }: VersionFacts): LiveObject {
  return { type: "version", id, createdAt, page: packageHtmlUrl };
}

/** The versions of a package, active and deleted ones, that the program declares by another address of its server. */
export async function versionsDeclaredElsewhere(
  session: Session,
  ref: PackageRef,
  active: readonly VersionFacts[],
): Promise<DeclaredVersion[]> {
  const { elsewhere } = session.declarations;
  const packageId = formatPackageId(ref.owner.login, ref.packageType, ref.name);
  const ids = elsewhere?.versionIds(packageId, active[0]?.packageHtmlUrl) ?? [];
  if (!elsewhere || ids.length === 0) return [];
  const activeIds = new Set(active.map(({ id }) => id));
  const deleted = ids.every((id) => activeIds.has(id)) ? [] : await session.versions.list(ref, "deleted");
  return elsewhere.versionsAmong([...active, ...deleted].map(liveVersion));
}

/** Whether the program declares the package by another address of its server. */
export async function isPackageDeclaredElsewhere(session: Session, ref: PackageRef): Promise<boolean> {
  const { elsewhere } = session.declarations;
  if (!elsewhere?.hasPackages) return false;
  const live = await session.packages.fetch(ref);
  if (!live) return false;
  const { id, createdAt, htmlUrl: page } = live;
  return elsewhere.serverWith({ type: "package", id, createdAt, page }) !== undefined;
}

/**
 * For `delete`: whether the program declares the live object by another address of what may be the same server, so that deleting it would delete
 * what is declared. Two addresses of one server need not look alike.
 * @param isNamed whether a declaration may mean the object by its name, for those of which it is not known yet what they mean.
 * @throws ProviderError `conflict` when it can't be told: nothing is deleted on a guess.
 */
export function isDeclaredElsewhere(
  session: Session,
  what: string,
  live: LiveObject,
  isNamed: (declaration: Declaration) => boolean,
): boolean {
  const { elsewhere } = session.declarations;
  const server = elsewhere?.serverWith(live);
  if (server !== undefined) {
    session.logger.warn(
      `${what} is not deleted: the program declares it at ${server}, where it has the same number (${live.id}) and the same time of creation. ` +
        "That is taken for another address of the same server. If it is a copy of this server, delete it by a run of its own.",
    );
    return true;
  }
  const [unknown] = elsewhere?.serversWithUnknown(isNamed) ?? [];
  if (unknown === undefined) return false;
  throw new ProviderError(
    `delete ${what}: the program declares that name at ${unknown}, and it is not known yet what it means there: if both addresses are of one server, ` +
      "what the program declares would be deleted. Nothing was deleted. Run `pulumi up` again once the other is adopted, without deleteBeforeReplace; " +
      "or remove it from the state with `pulumi state delete`.",
    { code: "conflict" },
  );
}
