import { ProviderError } from "../../errors";
import { canonicalLogin } from "../../model/owner";
import { canonicalPackageName, type NamedPackage, PACKAGE_ID_RULE, parseVersionId } from "../../model/reference";
import { hasUnknown, type PropertyMap } from "../resource";
import { decodePackageVersionInputs, type PackageVersionInputs } from "./inputs";
import { decodePackageVersionState, type PackageVersionNames, type PackageVersionState } from "./state";

export function changedPackage(prior: PackageVersionState, desired: PropertyMap): string[] {
  const inputs = decodePackageVersionInputs(desired);
  const changed: Array<keyof PackageVersionInputs> = [];
  if (hasUnknown(inputs.owner) || canonicalLogin(inputs.owner) !== canonicalLogin(prior.owner)) changed.push("owner");
  if (hasUnknown(inputs.packageType) || inputs.packageType !== prior.packageType) changed.push("packageType");
  const name = (of: { packageName: string }) => canonicalPackageName(prior.packageType, of.packageName);
  if (hasUnknown(inputs.packageName) || name(inputs) !== name(prior)) changed.push("packageName");
  return changed;
}

/** How messages name it, before GitHub is asked who the owner is. */
export function namedBy(
  { owner, packageType, packageName }: Omit<PackageVersionNames, "ownerType">,
  versionId: number,
): NamedPackage & { readonly versionId: number } {
  return { owner: { login: owner }, packageType, name: canonicalPackageName(packageType, packageName), versionId };
}

export function asFacts(prior: Pick<PackageVersionState, "versionId" | "version" | "tags">): {
  id: number;
  name: string;
  tags?: readonly string[];
} {
  return { id: prior.versionId, name: prior.version, ...(prior.tags && { tags: prior.tags }) };
}

/** The tag that the resource was found by, when its version has just lost it. */
export function tagThatLeft(prior: PackageVersionState, live: readonly string[] | undefined): string | undefined {
  if (!prior.__handle?.startsWith("tag:")) return undefined;
  const tag = prior.__handle.slice("tag:".length);
  return prior.tags?.includes(tag) && !live?.includes(tag) ? tag : undefined;
}

/** A resource that is looked up by its id alone (`PackageVersion.get`) has no state yet. */
export function namesOf(id: string, properties: PropertyMap): { names: PackageVersionNames; versionId: number } {
  const prior = decodePackageVersionState(properties);
  if (typeof properties.packageName === "string" && typeof properties.versionId === "number")
    return { names: prior, versionId: properties.versionId };
  const parsed = parseVersionId(id);
  if (!parsed) {
    throw new ProviderError(
      `read package version "${id}": this is no id of a version. Write it as "owner/type/name/version-id", ${PACKAGE_ID_RULE}.`,
      { code: "invalid" },
    );
  }
  const { login, packageType, name, versionId } = parsed;
  return { names: { owner: login, packageType, packageName: name } as PackageVersionNames, versionId };
}
