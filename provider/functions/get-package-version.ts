import { isProviderError, ProviderError } from "../errors";
import { lastDeleted } from "../model/deletion";
import type { VersionFacts } from "../model/package";
import { describePackage, type PackageRef } from "../model/reference";
import { describeSelector, selects, type VersionSelector } from "../model/version-selector";
import { npmScopeFailures } from "../resources/inputs";
import { findActive } from "../resources/package-version/find-version";
import { packageVersionShape, selectorFailures } from "../resources/package-version/inputs";
import { selectorOf } from "../resources/package-version/selector-inputs";
import type { PropertyMap } from "../resources/resource";
import type { Session } from "../session";
import { parseArguments, refuse } from "./arguments";
import type { PackageArguments } from "./owner-arguments";
import type { FunctionReads } from "./reads";
import { type VersionResult, versionResult } from "./version-result";
import { type VersionStates, versionState } from "./version-state";

interface Arguments extends PackageArguments {
  readonly packageName: string;
  readonly state: VersionStates;
}

const { whenDeleted: _, ...selectors } = packageVersionShape;
const shape = { ...selectors, state: versionState };

/** One version, by exactly one of its selectors. Many calls of one package cost one listing. */
export async function getPackageVersion(reads: FunctionReads, given: PropertyMap): Promise<VersionResult> {
  const args = parseArguments<Arguments & PropertyMap>("getPackageVersion", shape, reads.withOwner(given), (inputs) => [
    ...npmScopeFailures("packageName", inputs),
    ...selectorFailures(inputs, given),
  ]);
  const selector = selectorOf(args) as VersionSelector;
  const ref = await reads.refer(args, args.packageType, args.packageName);
  refuse("getPackageVersion", npmScopeFailures("packageName", { ...args, owner: ref.owner.login }));
  const active = args.state === "deleted" ? undefined : await findActive(reads.session, ref, selector);
  if (active) return versionResult(ref, active, "active");
  const deleted = args.state === "active" ? undefined : await findDeleted(reads.session, ref, selector);
  if (deleted) return versionResult(ref, deleted, "deleted");
  const which = { active: "active", deleted: "deleted and restorable", all: "active, or deleted and restorable," }[
    args.state
  ];
  const hint = args.state === "active" ? ' With state "all", deleted ones are looked at as well.' : "";
  throw new ProviderError(
    `read ${describeSelector(selector)} of ${describePackage(ref)}: no version that is ${which} goes by it.${hint}`,
    { code: "not_found" },
  );
}

/** The one that was deleted last: a name or tag can have been used again and again. */
async function findDeleted(
  session: Session,
  ref: PackageRef,
  selector: VersionSelector,
): Promise<VersionFacts | undefined> {
  try {
    const deleted = await session.versions.list(ref, "deleted");
    return lastDeleted(deleted.filter((facts) => selects(selector, facts)));
  } catch (error) {
    if (isProviderError(error, "not_found")) return undefined;
    throw error;
  }
}
