import { isProviderError } from "../../errors";
import type { Located } from "../../lookup/absence";
import { asMigrated } from "../../model/migrated";
import type { PackageFacts } from "../../model/package";
import { formatPackageId, type PackageRef, parsePackageId } from "../../model/reference";
import { selects, type VersionSelector } from "../../model/version-selector";
import type { DeclaredVersion } from "../../run/declaration";
import type { Session } from "../../session";

/**
 * One package can have two names in a program: its owner was renamed, or GitHub migrated the image. What the program declares by the
 * other one is no deletion either, also before the run has found out what that name means.
 */
interface Namesake {
  readonly packageId: string;
  /** What GitHub has under that name. */
  readonly live: Located<PackageRef, PackageFacts> | undefined;
}

/** Whether the program declares the package itself by another name of it. */
export async function isDeclaredByAnotherName(session: Session, ref: PackageRef, liveId: number): Promise<boolean> {
  const isDeclared = (packageId: string) => session.declarations.declaresPackage(packageId);
  return (await namesakesOf(session, ref, isDeclared)).some(({ live }) => live?.facts.id === liveId);
}

/** The same of a package whose number is not known. */
export async function declaresByAnotherName(session: Session, ref: PackageRef): Promise<boolean> {
  const isDeclared = (packageId: string) => session.declarations.declaresPackage(packageId);
  const namesakes = await namesakesOf(session, ref, isDeclared);
  const live = namesakes.length > 0 ? await session.packages.fetch(ref) : undefined;
  return namesakes.some((namesake) => namesake.live?.facts.id === live?.id);
}

/** The selectors by which the program declares versions of the package by another name of it. */
export async function selectorsByAnotherName(
  session: Session,
  ref: PackageRef,
  liveId: number,
): Promise<readonly VersionSelector[]> {
  const { declarations } = session;
  const hasVersions = (packageId: string) => declarations.declaredSelectors(packageId).length > 0;
  const selectors: VersionSelector[] = [];
  for (const { packageId, live } of await namesakesOf(session, ref, hasVersions)) {
    if (live && live.facts.id !== liveId) continue;
    for (const declared of declarations.declaredVersions(packageId)) {
      if (live || (await isVersionHere(session, ref, declared))) selectors.push(declared.handle);
    }
  }
  return selectors;
}

/** By which selector the program declares a version by another name of its package, of those that it has not found yet. */
export async function selectorByAnotherName(
  session: Session,
  ref: PackageRef,
  versionId: number,
): Promise<VersionSelector | undefined> {
  const { declarations } = session;
  const unfound = (packageId: string) =>
    declarations.declaredVersions(packageId).filter(({ liveIds }) => liveIds.size === 0);
  const hasUnfound = (packageId: string) => unfound(packageId).length > 0;
  for (const { packageId, live } of await namesakesOf(session, ref, hasUnfound)) {
    const version = live && (await session.versions.fetch(live.ref, versionId));
    const meant = version && unfound(packageId).find(({ handle }) => selects(handle, version));
    if (meant) return meant.handle;
  }
  return undefined;
}

async function namesakesOf(
  session: Session,
  ref: PackageRef,
  isMeant: (packageId: string) => boolean,
): Promise<readonly Namesake[]> {
  const own = formatPackageId(ref.owner.login, ref.packageType, ref.name);
  const ending = own.slice(own.lastIndexOf("/"));
  const namesakes: Namesake[] = [];
  for (const packageId of session.declarations.packageIds()) {
    if (packageId === own || !packageId.endsWith(ending) || !isMeant(packageId)) continue;
    const parsed = parsePackageId(packageId);
    if (!parsed || !isOfOneRegistry(parsed, ref)) continue;
    const { login, packageType, name } = parsed;
    const live = await unlessMissing(async () => {
      const namesake = { owner: await session.owner(login), packageType, name };
      const facts = await session.packages.fetch(namesake);
      return facts && { ref: namesake, facts };
    });
    namesakes.push({ packageId, live });
  }
  return namesakes;
}

/** A migrated image has changed its registry. */
function isOfOneRegistry(one: Pick<PackageRef, "packageType">, other: Pick<PackageRef, "packageType">): boolean {
  return (asMigrated(one) ?? one).packageType === (asMigrated(other) ?? other).packageType;
}

/** The owner may be gone by that name, too, of which GitHub says 404 as it does of a package. */
async function unlessMissing<Result>(find: () => Promise<Result>): Promise<Result | undefined> {
  try {
    return await find();
  } catch (error) {
    if (isProviderError(error) && error.status === 404) return undefined;
    throw error;
  }
}

async function isVersionHere(
  session: Session,
  ref: PackageRef,
  { handle, liveIds }: DeclaredVersion,
): Promise<boolean> {
  const ids = handle.kind === "versionId" ? [...liveIds, handle.value] : [...liveIds];
  for (const id of ids) if (await session.versions.get(ref, id)) return true;
  return ids.length === 0 && (await session.versions.find(ref, (facts) => selects(handle, facts))) !== undefined;
}
