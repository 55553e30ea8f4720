import { formatPackageId } from "../../model/reference";
import { describeSelector, formatSelector, selects, type VersionSelector } from "../../model/version-selector";
import type { Declarations } from "../../run/declarations";
import type { PackageState } from "../package/state";
import { asFacts } from "../package-version/identity";
import type { PackageVersionState } from "../package-version/state";

/**
 * What the program of this run declares of something that is to be deleted: then it is handed over, and stays. `delete` goes by these, and so does a
 * report, with what the preview has noted to be declared.
 */

type PackageIdentity = Pick<PackageState, "owner" | "packageType" | "name" | "packageId">;
type VersionIdentity = Pick<
  PackageVersionState,
  "owner" | "packageType" | "packageName" | "versionId" | "version" | "tags" | "__handle"
>;

/** @param isHere whether the state is of the host that is declared for: on another one, names mean nothing. */
export function isPackageDeclared(declarations: Declarations, prior: PackageIdentity, isHere: boolean): boolean {
  const name = formatPackageId(prior.owner, prior.packageType, prior.name);
  return (isHere && declarations.declaresPackage(name)) || declarations.declaresLive("package", prior.packageId);
}

/**
 * How the version is declared, as a message goes on after "the program still declares": `it, as tag v1`. Undefined when nothing is known of it.
 * @param isHere as of `isPackageDeclared`
 */
export function versionDeclaration(
  declarations: Declarations,
  prior: VersionIdentity,
  isHere: boolean,
): string | undefined {
  const packageId = formatPackageId(prior.owner, prior.packageType, prior.packageName);
  const selectors = isHere ? declarations.versionSelectors(packageId) : [];
  const known = selectors.find((selector) => selects(selector, asFacts(prior)));
  if (known) return `it, as ${describeSelector(known)}`;
  if (declarations.declaresLive("version", prior.versionId)) return "it, under another name of its package";
  const moved = selectors.find((selector) => formatSelector(selector) === prior.__handle);
  return moved && `${describeSelector(moved)}, by which it was found. The tag names another version now`;
}

/** An error names so many versions: a program may declare hundreds. */
const MOST_NAMED = 5;

/**
 * Why a package must not be deleted although it is declared no more: GitHub deletes it with all of its versions, and a preview shows none of them, so what the
 * program declares must not go that way. Undefined when it declares none.
 */
export function declaredVersionsOf(
  declarations: Declarations,
  { owner, packageType, name }: Pick<PackageIdentity, "owner" | "packageType" | "name">,
): string | undefined {
  return whatGoesWithIt(declarations.declaredSelectors(formatPackageId(owner, packageType, name)));
}

/** The same of the versions that these selectors mean. */
export function whatGoesWithIt(selectors: readonly VersionSelector[]): string | undefined {
  if (selectors.length === 0) return undefined;
  const named = selectors.slice(0, MOST_NAMED).map(describeSelector);
  if (selectors.length > MOST_NAMED) named.push(`${selectors.length - MOST_NAMED} more`);
  return `the program still declares versions of it, which would be deleted with it: ${named.join(", ")}`;
}
