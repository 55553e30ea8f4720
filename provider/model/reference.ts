import { canonicalLogin, type Owner } from "./owner";
import { PACKAGE_TYPES, type PackageType } from "./package";

/** One package of one owner. */
export interface PackageRef {
  readonly owner: Owner;
  readonly packageType: PackageType;
  /** The registry's name, decoded, npm scope stripped. */
  readonly name: string;
}

/** One version of one package, by its numeric id. */
export interface VersionRef extends PackageRef {
  readonly versionId: number;
}

/** The name that the REST API knows a package by: npm packages go without their scope, which is the owner. */
export function canonicalPackageName(type: PackageType, name: string): string {
  const trimmed = name.trim();
  return type === "npm" ? trimmed.replace(/^@[^/]+\//, "") : trimmed;
}

/** `acme/container/repo%2Fapi`: the Pulumi id of a package. The name is one encoded segment, so `/` splits it back. */
export function formatPackageId(login: string, type: PackageType, name: string): string {
  return `${canonicalLogin(login)}/${type}/${encodeURIComponent(canonicalPackageName(type, name))}`;
}

/** `acme/container/repo%2Fapi/4711`: the Pulumi id of a version. */
export function formatVersionId(login: string, type: PackageType, name: string, versionId: number): string {
  return `${formatPackageId(login, type, name)}/${versionId}`;
}

/** What a message needs to know of a package. */
export type NamedPackage = Omit<PackageRef, "owner"> & { readonly owner: Pick<Owner, "login"> };

/** How a message names a package: `container package acme/repo/api`. */
export function describePackage(ref: NamedPackage): string {
  return `${ref.packageType} package ${ref.owner.login}/${ref.name}`;
}

/** How a message names a version: `container package acme/repo/api, version id 4711`. */
export function describeVersion(ref: NamedPackage & Pick<VersionRef, "versionId">): string {
  return `${describePackage(ref)}, version id ${ref.versionId}`;
}

/** What people have to know to write the Pulumi id of a package, or the first three parts of a version's. */
export const PACKAGE_ID_RULE = `the type one of ${PACKAGE_TYPES.join(", ")}, the name URL-encoded ("repo%2Fapi")`;

/** The parts of a Pulumi id, `undefined` when the text is none. */
export function parsePackageId(id: string): { login: string; packageType: PackageType; name: string } | undefined {
  const parts = id.split("/");
  const [login, type, encoded] = parts;
  const packageType = PACKAGE_TYPES.find((known) => known === type);
  const name = encoded && decodeName(encoded);
  return parts.length === 3 && login && packageType && name ? { login, packageType, name } : undefined;
}

function decodeName(encoded: string): string | undefined {
  try {
    return decodeURIComponent(encoded);
  } catch (error) {
    if (error instanceof URIError) return undefined;
    throw error;
  }
}

/** The parts of a version's Pulumi id, `undefined` when the text is none. */
export function parseVersionId(
  id: string,
): { login: string; packageType: PackageType; name: string; versionId: number } | undefined {
  const cut = id.lastIndexOf("/");
  const owner = parsePackageId(id.slice(0, cut));
  const versionId = Number(id.slice(cut + 1));
  return owner && Number.isSafeInteger(versionId) && versionId > 0 ? { ...owner, versionId } : undefined;
}
