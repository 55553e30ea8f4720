import { canonicalLogin } from "../provider/model/owner";
import type { PackageType } from "../provider/model/package";
import { canonicalPackageName } from "../provider/model/reference";
import type { BoundPlan } from "../provider/retention/plan/entries";

/** A resource's properties, as a policy pack is given them. */
export type Properties = Readonly<Record<string, unknown>>;

/**
 * What a retention policy is about to do: the latest run on its record. Whether that run is done already is told by hidden properties, which a
 * policy pack is not shown; a run stays on record until the next refresh, or the next update without changes.
 */
export function pendingRun({ runs }: Properties): BoundPlan {
  if (!isRecord(runs)) return {};
  const latest = Math.max(0, ...Object.keys(runs).map(Number));
  const run = runs[latest];
  return isRecord(run) ? run : {};
}

/** Package → version id → line, flat. */
export function entriesOf(
  entries: BoundPlan["delete"] = {},
): Array<{ package: string; versionId: string; line: string }> {
  return Object.entries(entries).flatMap(([name, versions]) =>
    Object.entries(versions).map(([versionId, line]) => ({ package: name, versionId, line })),
  );
}

/** `api: 78, web: 6`, the largest first. */
export function countsByPackage(entries: BoundPlan["delete"] = {}): string {
  const counts = Object.entries(entries).map(([name, versions]) => [name, Object.keys(versions).length] as const);
  const largest = [...counts].sort(([, a], [, b]) => b - a);
  const named = largest.slice(0, EXAMPLES).map(([name, count]) => `${name}: ${count}`);
  return [...named, ...(largest.length > EXAMPLES ? [`and ${largest.length - EXAMPLES} more packages`] : [])].join(
    ", ",
  );
}

/** How many a message names. */
export const EXAMPLES = 5;

/** `owner/type/name`, as globs of a policy pack name packages, however the program spells them. */
export function pathOf({ owner, packageType }: Properties, name: string): string {
  return `${canonicalLogin(String(owner))}/${packageType}/${canonicalPackageName(packageType as PackageType, name)}`;
}

function isRecord(value: unknown): value is Properties {
  return typeof value === "object" && value !== null;
}
