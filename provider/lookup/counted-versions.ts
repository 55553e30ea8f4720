import type { VersionFacts } from "../model/package";
import type { PackageRef } from "../model/reference";
import type { Lookups } from "./lookups";
import type { Counts } from "./version-counts";

const compared = new WeakMap<readonly VersionFacts[], Promise<Counts | undefined>>();

/**
 * Whether GitHub counts versions that its lists lack. It does not document whether those that can be restored are counted, so they may be.
 * Each listing is compared once.
 * @returns undefined when the lists have as many as are counted, and when the count is not to be believed.
 */
export function lacksCounted(
  lookups: Lookups,
  ref: PackageRef,
  active: readonly VersionFacts[],
  deleted: readonly VersionFacts[],
): Promise<Counts | undefined> {
  const known = compared.get(active);
  if (known) return known;
  const comparison = compare(lookups, ref, active, deleted);
  compared.set(active, comparison);
  comparison.catch(() => compared.delete(active));
  return comparison;
}

async function compare(
  { api, packages, versionCounts }: Lookups,
  ref: PackageRef,
  { length: active }: readonly VersionFacts[],
  { length: deleted }: readonly VersionFacts[],
): Promise<Counts | undefined> {
  if (!(await api()).comparesVersionCount) return undefined;
  const counted = (await packages.fetch(ref))?.versionCount ?? 0;
  const counts = { counted, active, deleted };
  return versionCounts.exceed(counts) ? counts : undefined;
}
