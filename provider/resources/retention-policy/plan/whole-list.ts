import { isProviderError, ProviderError } from "../../../errors";
import type { Counts } from "../../../lookup/version-counts";
import { LAG_MILLISECONDS } from "../../../model/read-lag";
import { describePackage, type PackageRef } from "../../../model/reference";
import type { PackageInput, RetentionVersion } from "../../../retention";
import type { Session } from "../../../session";
import { inTime, OutOfTime, TimeLimit } from "../../../time-limit";

/** What a package's list was found to make of it. */
export interface Reading {
  readonly input: PackageInput;
  /** Whether something of it would go. */
  readonly deletes: boolean;
}

/**
 * Reads a package, if something of it would go, until its list has as many versions as GitHub counts. A list that lacks a row for good ends like a
 * complete one, so that only the count tells. The missing row may be an index, without which its parts look like orphans.
 *
 * GitHub does not document what it counts, nor how fresh the count is. So deleted versions may be counted as well, and list and count are both asked
 * for again.
 * @param counted the count as it was read before, if it was.
 * @param read called again to read all of the package afresh.
 * @throws `incomplete` when they differ for longer than reads are known to lag.
 */
export async function readWhole(
  session: Session,
  ref: PackageRef,
  counted: () => Promise<number | undefined>,
  read: (isAgain: boolean) => Promise<Reading>,
): Promise<PackageInput> {
  const { versionCounts } = session;
  let known: number | undefined;
  for (let times = 0; ; times += 1) {
    const { input, deletes } = await read(times > 0);
    if (!deletes || !(await session.api()).comparesVersionCount) return input;
    const active = countOf(input.versions);
    if (times === 0) known = await counted();
    if (known === undefined || known > active) known = await fetchCount(session, ref);
    if (!versionCounts.exceed({ counted: known, active })) return input;
    const wait = LAG_MILLISECONDS[times];
    if (wait === undefined || versionCounts.haveDeleted) {
      const counts = { counted: known, active, deleted: await deletedCount(session, ref) };
      if (!versionCounts.exceed(counts)) return input;
      if (wait === undefined) throw incomplete(ref, counts);
    }
    await pause(session, ref, wait);
    known = undefined;
    session.versions.forget(ref);
  }
}

function countOf(versions: readonly RetentionVersion[]): number {
  return new Set(versions.map(({ id }) => id)).size;
}

async function fetchCount(session: Session, ref: PackageRef): Promise<number> {
  return (await (await session.api()).getPackage(ref)).versionCount;
}

/** @returns undefined where the deleted versions can't be listed. */
async function deletedCount(session: Session, ref: PackageRef): Promise<number | undefined> {
  try {
    return countOf(await session.versions.list(ref, "deleted"));
  } catch (error) {
    if (isProviderError(error, "incomplete")) return undefined;
    throw error;
  }
}

async function pause({ clock }: Session, ref: PackageRef, milliseconds: number): Promise<void> {
  try {
    await inTime(TimeLimit.current(), clock.sleep(milliseconds));
  } catch (error) {
    if (!(error instanceof OutOfTime)) throw error;
    const words = `list versions of ${describePackage(ref)}: the list lacks versions, and the time to read it again is over. It is left to the next run.`;
    throw new ProviderError(words, { code: "out_of_time" });
  }
}

function incomplete(ref: PackageRef, { counted, active, deleted }: Counts): ProviderError {
  const seconds = LAG_MILLISECONDS.reduce((sum, one) => sum + one, 0) / 1000;
  const also = deleted === undefined ? "" : ` and ${deleted} deleted ones`;
  return new ProviderError(
    `list versions of ${describePackage(ref)}: GitHub counts ${counted} versions of the package (version_count), and its lists have ${active} active${also}, also ${Math.round(seconds)} seconds later. ` +
      "What the list lacks may be an image that needs what would go. Run again later. " +
      "GitHub does not document what it counts: when the package's page shows no more versions than the list has, set github-packages:undocumentedVersionCount (GITHUB_UNDOCUMENTED_VERSION_COUNT) to false, and no list is compared with the count.",
    { code: "incomplete" },
  );
}
