import { isProviderError, ProviderError } from "../../errors";
import { untilShown } from "../../lookup/until-shown";
import type { PackageFacts } from "../../model/package";
import { describePackage, type PackageRef } from "../../model/reference";
import type { Session } from "../../session";
import { nameHint } from "../inputs";
import type { PackageInputs } from "./inputs";

/** How each registry is published to, for the error that says that there is nothing to adopt. */
const PUBLISHING_DOCUMENTATION = "https://docs.github.com/packages/working-with-a-github-packages-registry";

/**
 * Brings a package back that is not there, or says why it can't be. GitHub restores what was deleted within 30 days while its
 * name has not been taken again (https://docs.github.com/packages/learn-github-packages/deleting-and-restoring-a-package).
 */
export async function restorePackage(session: Session, ref: PackageRef, inputs: PackageInputs): Promise<PackageFacts> {
  if (inputs.whenDeleted === "fail") {
    throw new ProviderError(
      `adopt ${describePackage(ref)}: it is not there, or this token may not see it, and whenDeleted is "fail". ` +
        'Publish it, or set whenDeleted to "restore" to bring back what was deleted within the last 30 days.',
      { code: "not_found" },
    );
  }
  const api = await session.api();
  try {
    await api.restorePackage(ref, inputs.restoreToken === undefined ? {} : { token: inputs.restoreToken });
  } catch (error) {
    if (isProviderError(error, "not_found")) throw await cannotRestore(session, ref, error);
    if (!isProviderError(error, "not_restorable")) throw error;
    const present = await session.packages.fetch(ref);
    if (!present) throw await cannotRestore(session, ref, error);
    session.logger.info(
      `${describePackage(ref)} is there again, restored or published in the meantime; it is adopted.`,
    );
    return present;
  } finally {
    session.packages.forget(ref);
    session.versions.forget(ref);
  }
  session.logger.info(`${describePackage(ref)} was deleted and is restored.`);
  return untilShown(session.clock, describePackage(ref), () => session.packages.fetch(ref));
}

async function cannotRestore(session: Session, ref: PackageRef, cause: ProviderError): Promise<ProviderError> {
  const words = cause.githubMessage ? `GitHub says "${cause.githubMessage}" (${cause.status})` : cause.message;
  return new ProviderError(
    `restore ${describePackage(ref)}: it is not there and can't be restored: ${words}. Either it was never published, it was deleted more than 30 days ago, ` +
      "its name was taken again in the meantime, or this token lacks write:packages or the admin role." +
      `${(await nameHint(session, ref)).says} ` +
      `Packages come into being by publishing: ${PUBLISHING_DOCUMENTATION}`,
    { code: "not_restorable", ...(cause.status !== undefined && { status: cause.status }), cause },
  );
}
