import { isProviderError, ProviderError } from "../../errors";
import { lacksCounted } from "../../lookup/counted-versions";
import { asMigrated } from "../../model/migrated";
import type { VersionFacts } from "../../model/package";
import { describeVersion, formatPackageId, type PackageRef, type VersionRef } from "../../model/reference";
import { describeSelector } from "../../model/version-selector";
import type { DeclaredVersion } from "../../run/declaration";
import type { Session } from "../../session";
import { digestOfDeclared, versionsDeclaredElsewhere } from "../hand-over";
import { readImageParts } from "../images";

/** A message names so many parts: an index may have dozens. */
const MOST_NAMED = 10;

/**
 * The image that the program declares and that a version is a part of, by the selector that names it; as far as the registry tells.
 * @throws `incomplete` when GitHub's lists lack versions that may be that image.
 */
export async function declaredImageThatNeeds(
  session: Session,
  ref: VersionRef,
  digest: string,
): Promise<string | undefined> {
  const migrated = asMigrated(ref);
  if (migrated) return neededByMigrated(session, migrated, digest);
  if (ref.packageType !== "container") return undefined;
  const { declarations } = session;
  const packageId = formatPackageId(ref.owner.login, ref.packageType, ref.name);
  const here = declarations.declaredVersions(packageId);
  if (here.length === 0 && !declarations.elsewhere?.versionIds(packageId).length) return undefined;
  const active = await session.versions.listByThisProcess(ref, "active");
  const declared = [...here, ...(await versionsDeclaredElsewhere(session, ref, active))];
  for (const declaredVersion of declared) {
    const image =
      digestOfDeclared(declaredVersion, active) ?? (await digestOfDeleted(session, ref, declaredVersion, active));
    if (image === undefined || image === digest) continue;
    const { digests } = await readImageParts(session, ref, image);
    if (digests.includes(digest)) return describeSelector(declaredVersion.handle);
  }
  return undefined;
}

async function digestOfDeleted(
  session: Session,
  ref: VersionRef,
  declared: DeclaredVersion,
  active: readonly VersionFacts[],
): Promise<string | undefined> {
  const deleted = await session.versions.list(ref, "deleted");
  const found = digestOfDeclared(declared, deleted);
  const counts = found === undefined ? await lacksCounted(session, ref, active, deleted) : undefined;
  if (!counts) return found;
  throw new ProviderError(
    `delete ${describeVersion(ref)}: the program declares ${describeSelector(declared.handle)}, which no list has and which may need it; and GitHub counts ${counts.counted} versions of the package (version_count) and lists ${counts.active} active and ${counts.deleted} deleted ones. ` +
      "So the lists are not complete, and nothing was deleted. Run again later, or set github-packages:undocumentedVersionCount (GITHUB_UNDOCUMENTED_VERSION_COUNT) to false: what GitHub counts is not documented.",
    { code: "incomplete" },
  );
}

/** What is deleted as `docker` may be a container by now; where there is none, nothing of it needs anything. */
async function neededByMigrated(session: Session, ref: VersionRef, digest: string): Promise<string | undefined> {
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
