import { isProviderError } from "../../errors";
import { locateVersion } from "../../lookup/absence";
import { describeVersion, formatPackageId, type PackageRef, type VersionRef } from "../../model/reference";
import { describeSelector, selects, type VersionSelector } from "../../model/version-selector";
import type { Declaration } from "../../run/declaration";
import type { Session } from "../../session";
import {
  cannotDeleteElsewhere,
  isDeclaredElsewhere,
  otherHost,
  selectorByAnotherName,
  versionDeclaration,
} from "../hand-over";
import { asFacts, namedBy } from "./identity";
import { goesWithItsPackage, isRefusedAsLast } from "./last-version";
import { declaredImageThatNeeds, partsThatStay } from "./parts-of-deleted";
import { type PackageVersionState, sightOf } from "./state";

/**
 * Deletes the version that the state is of, wherever it is by now, unless that deletes what the program declares.
 * @param refer finds the package that the state names, where its host is this one.
 */
export async function deleteVersion(
  session: Session,
  refer: () => Promise<PackageRef>,
  prior: PackageVersionState,
): Promise<void> {
  const what = describeVersion(namedBy(prior, prior.versionId));
  const elsewhere = otherHost(session, prior);
  const declared = await stillDeclared(session, refer, prior, elsewhere === undefined);
  if (declared !== undefined) {
    session.logger.info(`${what} is not deleted: the program still declares ${declared}.`);
    return;
  }
  if (elsewhere !== undefined) throw cannotDeleteElsewhere(session, what, elsewhere);
  const object = { type: "version", id: prior.versionId, ...sightOf(prior) } as const;
  const packageId = formatPackageId(prior.owner, prior.packageType, prior.packageName);
  const isNamed = (one: Declaration) =>
    one.type === "version" && one.package === packageId && mayName(one.handle, prior);
  if (isDeclaredElsewhere(session, what, object, isNamed)) return;
  await deleteLive(session, { ...(await refer()), versionId: prior.versionId }, prior, what);
}

async function deleteLive(session: Session, ref: VersionRef, prior: PackageVersionState, what: string): Promise<void> {
  const needer = await declaredImageThatNeeds(session, ref, prior.version);
  if (needer !== undefined) {
    session.logger.warn(`${what} is not deleted: ${needer}, which the program declares, needs it.`);
    return;
  }
  const stay = await partsThatStay(session, ref, prior.version);
  try {
    await (await session.api()).deleteVersion(ref);
    if (stay !== undefined) session.logger.info(`${what} is deleted, and ${stay}.`);
  } catch (error) {
    if (isRefusedAsLast(error)) return await goesWithItsPackage(session, ref, error);
    if (!isProviderError(error, "not_found")) throw error;
    session.versions.forget(ref);
    const located = await locateVersion(session, ref);
    if (located?.ref.packageType === ref.packageType) throw error;
    if (located) await deleteLive(session, located.ref, prior, what);
  } finally {
    session.versions.forget(ref);
    session.packages.forget(ref);
  }
}

/** How this run's program still declares this version. A tag is looked up: it may name it by now. On another host, names mean nothing. */
async function stillDeclared(
  session: Session,
  refer: () => Promise<PackageRef>,
  prior: PackageVersionState,
  isHere: boolean,
): Promise<string | undefined> {
  const { declarations, versions } = session;
  const known = versionDeclaration(declarations, prior, isHere);
  if (known !== undefined || !isHere) return known;
  const packageId = formatPackageId(prior.owner, prior.packageType, prior.packageName);
  const tags = declarations.versionSelectors(packageId).filter(({ kind }) => kind === "tag");
  const ref = await refer();
  const live = tags.length > 0 ? await versions.fetch(ref, prior.versionId) : undefined;
  const gained =
    (live && tags.find((selector) => selects(selector, live))) ??
    (await selectorByAnotherName(session, ref, prior.versionId));
  return gained && `it, as ${describeSelector(gained)}`;
}

/** A tag may have come to name any version of its package meanwhile. */
function mayName(selector: VersionSelector, prior: PackageVersionState): boolean {
  return selector.kind === "tag" || selects(selector, asFacts(prior));
}
