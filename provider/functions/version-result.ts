import { ownerTypeOf } from "../model/owner";
import { isImageType, type VersionFacts, type VersionState } from "../model/package";
import { formatVersionId, type PackageRef } from "../model/reference";
import type { Sizes } from "../sizes";
import { versionSizes } from "./sizes";

/** A version as functions give it: what the resource has, under the same names, and everything else that the API says. With sizes, where they were read. */
export function versionResult(ref: PackageRef, facts: VersionFacts, state: VersionState, sizes?: Sizes) {
  const isImage = isImageType(ref.packageType);
  return {
    id: formatVersionId(ref.owner.login, ref.packageType, ref.name, facts.id),
    owner: ref.owner.login,
    ownerType: ownerTypeOf(ref.owner),
    packageType: ref.packageType,
    packageName: ref.name,
    versionId: facts.id,
    version: facts.name,
    state,
    ...(isImage && facts.name.startsWith("sha256:") && { digest: facts.name }),
    ...(isImage && { tags: [...(facts.tags ?? [])].sort() }),
    url: facts.url,
    ...(facts.htmlUrl !== undefined && { htmlUrl: facts.htmlUrl }),
    packageHtmlUrl: facts.packageHtmlUrl,
    createdAt: facts.createdAt,
    updatedAt: facts.updatedAt,
    ...(facts.deletedAt !== undefined && { deletedAt: facts.deletedAt }),
    ...(facts.description !== undefined && { description: facts.description }),
    ...(facts.license !== undefined && { license: facts.license }),
    ...(sizes && versionSizes(sizes, facts)),
  };
}

export type VersionResult = ReturnType<typeof versionResult>;
