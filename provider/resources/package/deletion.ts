import { isProviderError, ProviderError } from "../../errors";
import { locatePackage } from "../../lookup/absence";
import type { PackageFacts } from "../../model/package";
import { describePackage, formatPackageId, type PackageRef } from "../../model/reference";
import type { Declaration } from "../../run/declaration";
import { isVersionOf } from "../../run/declared-elsewhere";
import type { Session } from "../../session";
import {
  declaredVersionsOf,
  isDeclaredByAnotherName,
  isDeclaredElsewhere,
  liveVersion,
  selectorsByAnotherName,
  whatGoesWithIt,
} from "../hand-over";
import { logDeleted } from "./farewell";
import { type PackageState, sightOf } from "./state";

/** The engine counts on the package's deletion (`deletedWith`), and asks for none of theirs. */
const VERSIONS_STAY =
  "Versions that were declared with it as `package` and removed together with it are not deleted either.";

/** How a message goes on that says of a package that it is not deleted. */
export const STILL_DECLARED = `the program still declares it, under another name or place. ${VERSIONS_STAY}`;

/** Deletes the package that the state is of, wherever it is by now, unless that deletes what the program declares. */
export async function deletePackage(
  session: Session,
  named: PackageRef,
  id: string,
  prior: PackageState,
): Promise<void> {
  const { packageId, visibility } = prior;
  const located = await locatePackage(session, named, { packageId, visibility });
  if (!located) return;
  const { ref, facts: live } = located;
  if (live.id !== packageId) return leaveAlone(session, ref, id, packageId, live);
  const object = { type: "package", id: live.id, ...sightOf(live) } as const;
  const name = formatPackageId(prior.owner, prior.packageType, prior.name);
  const isNamed = (one: Declaration) => one.type === "package" && one.package === name;
  if (isDeclaredElsewhere(session, describePackage(ref), object, isNamed)) return;
  if (await isDeclaredByAnotherName(session, ref, live.id)) {
    session.logger.info(`${describePackage(ref)} is not deleted: ${STILL_DECLARED}`);
    return;
  }
  await refuseWithDeclaredVersions(session, ref, live.id);
  await refuseWithVersionsDeclaredElsewhere(session, ref);
  await deleteLive(session, ref, id, live);
}

async function deleteLive(session: Session, ref: PackageRef, id: string, meant: PackageFacts): Promise<void> {
  const isStill = async () => (await session.packages.fetch(ref))?.id === meant.id;
  try {
    await (await session.api()).deletePackage(ref, isStill);
    logDeleted(session, ref, meant);
  } catch (error) {
    if (!isProviderError(error, "not_found") && !isProviderError(error, "conflict")) throw error;
    session.packages.forget(ref);
    const live = await locatePackage(session, ref, { packageId: meant.id, visibility: meant.visibility });
    if (live?.facts.id === meant.id) throw error;
    if (live) leaveAlone(session, ref, id, meant.id, live.facts);
  } finally {
    session.packages.forget(ref);
    session.versions.forget(ref);
  }
}

async function refuseWithDeclaredVersions(session: Session, ref: PackageRef, liveId: number): Promise<void> {
  const { packageType, name } = ref;
  const others = () => selectorsByAnotherName(session, ref, liveId);
  const declared =
    declaredVersionsOf(session.declarations, { owner: ref.owner.login, packageType, name }) ??
    whatGoesWithIt(await others());
  if (declared === undefined) return;
  throw new ProviderError(
    `delete ${describePackage(ref)}: ${declared}. ` +
      "Remove them from the program too. Or, to forget the package without deleting it, declare it once more with retainOnDelete: true, run `pulumi up`, and remove it then.",
    { code: "conflict" },
  );
}

/** By other addresses, which may be of this server: it is when it has their numbers. */
async function refuseWithVersionsDeclaredElsewhere(session: Session, ref: PackageRef): Promise<void> {
  const { elsewhere } = session.declarations;
  const packageId = formatPackageId(ref.owner.login, ref.packageType, ref.name);
  const versions = await Promise.all(
    (elsewhere?.versionIds(packageId) ?? []).map((id) => session.versions.get(ref, id)),
  );
  for (const version of versions) {
    const server = version && elsewhere?.serverWith(liveVersion(version));
    if (server !== undefined) throw declaredElsewhere(ref, `version ${version?.id}`, server);
  }
  const [unknown] = elsewhere?.serversWithUnknown((one) => isVersionOf(one, packageId)) ?? [];
  if (unknown !== undefined) throw declaredElsewhere(ref, "a version of that name", unknown);
}

function declaredElsewhere(ref: PackageRef, what: string, server: string): ProviderError {
  return new ProviderError(
    `delete ${describePackage(ref)}: the program still declares ${what} at ${server}, which may be another address of this server; it would be deleted with the package. ` +
      "Nothing was deleted. Remove it from the program too, or delete the package by a run of its own.",
    { code: "conflict" },
  );
}

function leaveAlone(
  { logger }: Session,
  ref: PackageRef,
  id: string,
  packageId: number | undefined,
  live: PackageFacts,
): void {
  logger.warn(
    `${describePackage(ref)} is left alone: the live package has id ${live.id}, and ${id} in the state has ${packageId}. ` +
      `The package in the state was deleted, and somebody published the name again; that one is not ours to delete. ${VERSIONS_STAY}`,
  );
}
