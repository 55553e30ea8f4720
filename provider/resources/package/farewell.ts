import { isProviderError } from "../../errors";
import { restorableUntil } from "../../model/deletion";
import type { PackageFacts } from "../../model/package";
import { describePackage, type PackageRef } from "../../model/reference";
import { plural } from "../../progress";
import type { Session } from "../../session";

/** Tells, in the preview of a replacement, what goes with the old package: of other deletions an engine asks its provider nothing. */
export async function warnOfReplaced(session: Session, find: () => Promise<PackageRef>): Promise<void> {
  if (!session.isFirstPhase) return;
  const found = await look(session, find);
  if (!found) return;
  const { ref, facts } = found;
  session.logger.warn(
    `${describePackage(ref)} is replaced: once the new one is adopted it is deleted with its ${versionsOf(facts)}, unless the program declares it elsewhere.`,
  );
}

/** What can't be read (its owner has another name by now, for instance) need not be there any more, and is no reason to fail. */
async function look(session: Session, find: () => Promise<PackageRef>) {
  try {
    const ref = await find();
    const facts = await session.packages.get(ref);
    return facts && { ref, facts };
  } catch (error) {
    if (isProviderError(error)) return undefined;
    throw error;
  }
}

/** Tells, in the update, what is gone. */
export function logDeleted({ logger, clock }: Session, ref: PackageRef, facts: PackageFacts): void {
  logger.info(
    `${describePackage(ref)} was deleted with its ${versionsOf(facts)}. GitHub can restore it until ${restorableUntil(clock.now())}, while its name is free.`,
  );
}

/** As GitHub counts them. */
function versionsOf({ versionCount }: PackageFacts): string {
  return plural(versionCount, "version");
}
