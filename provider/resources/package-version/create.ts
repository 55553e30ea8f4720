import { isProviderError, ProviderError } from "../../errors";
import { untilShown } from "../../lookup/until-shown";
import type { VersionFacts } from "../../model/package";
import { describePackage, type PackageRef } from "../../model/reference";
import { describeSelector, type VersionSelector } from "../../model/version-selector";
import type { Session } from "../../session";
import { type Found, findVersion } from "./find-version";
import { whatWasMeant } from "./near-versions";
import { restoreWhole } from "./restore-image";

/** A version that is there, and why it is not whole, if it is not. */
export interface Adopted {
  readonly facts: VersionFacts;
  readonly incomplete?: Error;
}

/** The active version that a selector means, restored with what it needs when it was deleted. */
export async function adoptOrRestore(
  session: Session,
  ref: PackageRef,
  selector: VersionSelector,
  whenDeleted: "restore" | "fail",
): Promise<Adopted> {
  const what = `${describeSelector(selector)} of ${describePackage(ref)}`;
  const found = await findVersion(session, ref, selector);
  switch (found.where) {
    case "active":
      return { facts: found.facts };
    case "deleted":
      if (whenDeleted === "restore") {
        const { facts } = found;
        return restoreWhole(session, ref, facts, what, () => restore(session, ref, found, what));
      }
      throw deletedAndNotRestored(what, found.facts);
    case "expired": {
      if (whenDeleted === "fail") throw deletedAndNotRestored(what, found.facts);
      // What it needs is not brought back for an image that does not come.
      const facts = await restore(session, ref, found, what);
      return restoreWhole(session, ref, facts, what, async () => facts);
    }
    case "nowhere":
      throw new ProviderError(
        `adopt ${what}: it is neither among the active versions nor among the deleted ones that can be restored (30 days). ` +
          `Versions come into being by publishing; check the name, or publish it first.${await whatWasMeant(session, ref, selector, found)}`,
        { code: "not_found" },
      );
    case "no package":
      throw new ProviderError(
        `adopt ${what}: the package itself is not there, or this token may not see it. Declare it as a Package and pass that as "package", ` +
          `so that a deleted package is restored before its versions are looked up; or publish it.${await whatWasMeant(session, ref, selector, found)}`,
        { code: "not_found" },
      );
  }
}

function deletedAndNotRestored(what: string, facts: VersionFacts): ProviderError {
  return new ProviderError(
    `adopt ${what}: it was deleted${at(facts)}, and whenDeleted is "fail". Set whenDeleted to "restore" to bring it back, or remove the resource from the program.`,
    { code: "not_found" },
  );
}

async function restore(
  session: Session,
  ref: PackageRef,
  { where, facts }: Extract<Found, { facts: VersionFacts }>,
  what: string,
): Promise<VersionFacts> {
  const api = await session.api();
  try {
    await api.restoreVersion({ ...ref, versionId: facts.id });
  } catch (error) {
    const present = isProviderError(error, "not_restorable") && (await session.versions.fetch(ref, facts.id));
    if (present) {
      session.logger.info(`${what} (id ${facts.id}) is there again, restored in the meantime; it is adopted.`);
      return present;
    }
    if (!isProviderError(error, "not_found") && !isProviderError(error, "not_restorable")) throw error;
    throw cannotRestore(error, `restore ${what} (id ${facts.id}, deleted${at(facts)})`, where === "expired");
  } finally {
    session.versions.forget(ref);
  }
  session.logger.info(`${what} (id ${facts.id}) was deleted${at(facts)} and is restored.`);
  return untilShown(session.clock, what, () => session.versions.fetch(ref, facts.id));
}

function cannotRestore(error: ProviderError, doing: string, isExpired: boolean): ProviderError {
  const { status, githubMessage = error.message } = error;
  const why = isExpired
    ? "It was deleted more than 30 days ago, and GitHub restores nothing after that: publish it again, or remove the resource from the program."
    : "Either it was deleted more than 30 days ago, its name was published again, or this token lacks write:packages or the admin role on the package. Publish it again, or use a token that may restore.";
  const words = `${doing}: GitHub says "${githubMessage}"${status === undefined ? "" : ` (${status})`}. ${why}`;
  return new ProviderError(words, {
    code: "not_restorable",
    ...(status !== undefined && { status }),
    ...(error.githubMessage !== undefined && { githubMessage }),
    cause: error,
  });
}

function at(facts: VersionFacts): string {
  return facts.deletedAt === undefined ? "" : ` at ${facts.deletedAt}`;
}
