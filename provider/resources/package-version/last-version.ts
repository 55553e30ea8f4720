import { isProviderError, ProviderError } from "../../errors";
import { findVersionOrConfirmAbsence } from "../../lookup/absence";
import { formatPackageId, type VersionRef } from "../../model/reference";
import type { Session } from "../../session";

const WAY_OUT =
  "If its package is to go as well, the package's deletion takes it along, once the engine does not wait for this one: declare the version with `package` (the Package resource), " +
  "run `pulumi up`, and then this again. Or remove this resource alone from the state, by `pulumi state delete`, and run this again.";

/** GitHub deletes the last version of a package, and the last tagged one of an image, with the package alone. */
export function isRefusedAsLast(error: unknown): error is ProviderError {
  return isProviderError(error, "not_deletable") && error.rule !== "download_limit";
}

/**
 * Waits for the deletion of its package, where this run is at it.
 * @throws the refusal, with the way out, when there is no such deletion or it fails.
 */
export async function goesWithItsPackage(session: Session, ref: VersionRef, refusal: ProviderError): Promise<void> {
  const deletion = session.packageDeletions.get(formatPackageId(ref.owner.login, ref.packageType, ref.name));
  const isDeleted = await deletion?.then(
    () => true,
    () => false,
  );
  session.versions.forget(ref);
  if (isDeleted && !(await findVersionOrConfirmAbsence(session, ref))) return;
  const { status, githubMessage, rule } = refusal;
  throw new ProviderError(`${refusal.message} ${WAY_OUT}`, {
    code: "not_deletable",
    ...(status !== undefined && { status }),
    ...(githubMessage !== undefined && { githubMessage }),
    ...(rule && { rule }),
    cause: refusal,
  });
}
