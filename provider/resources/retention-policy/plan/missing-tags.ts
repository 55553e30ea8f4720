import { isImageType, type PackageType, type VersionFacts } from "../../../model/package";
import type { PolicyInputs, RetentionVersion } from "../../../retention";

/** Why the rules can't be asked about this listing, if they can't. An image whose tags GitHub does not tell would pass for untagged. */
export function missingTags(versions: readonly VersionFacts[], type: PackageType): string | undefined {
  const untold = isImageType(type) ? versions.find(({ tags }) => tags === undefined) : undefined;
  return untold && `GitHub does not tell the tags of version ${untold.id}, or that it has none`;
}

/**
 * Deleted versions, without their tags where GitHub may not tell them. GitHub does not document whether it tells the tags of deleted versions
 * (natrontech's restore-deleted-versions.sh reads them). A list without any tag may be one that tells none, when the package's tagged versions were
 * to go.
 */
export function withoutMissingTags(
  versions: readonly RetentionVersion[],
  type: PackageType,
  policies: readonly (PolicyInputs | undefined)[],
): readonly RetentionVersion[] {
  const isAmbiguous = isImageType(type) && policies.some((policy) => policy && deletesByTag(policy));
  if (!isAmbiguous || versions.some(({ tags = [] }) => tags.length > 0)) return versions;
  return versions.map(({ tags: _, ...version }) => version);
}

function deletesByTag({ rules }: PolicyInputs): boolean {
  return rules.some(({ action, match }) => {
    const label = match.tags ?? match.tagRegex ?? match.semver ?? match.prerelease;
    return action === "delete" && (label !== undefined || match.tagState === "tagged");
  });
}
