import { defaultRegistryBehaviors, type RegistryBehaviors } from "./registry/behaviors";

/**
 * What GitHub doesn't document, or what reports contradict each other about: every switch says what it decides, how sure the default is
 * (high: seen independently twice; medium: one good observation; low: inference), and where it was seen.
 */
export interface Behaviors extends RegistryBehaviors {
  /** Answer to a missing or unknown package_type or visibility. Low: docs.github.com/rest/using-the-rest-api/troubleshooting-the-rest-api names 422 for wrong parameters. */
  invalidParameter: 400 | 404 | 422;
  /** per_page above 100 or below 1, page below 1, or text: "clamp" takes the nearest allowed number (or the default), 422 refuses. Low. */
  pageOutOfRange: "clamp" | 422;
  /** Whether package lists carry a Link header. High that they don't: octokit/core.js#695, octokit/octokit.js#2400. */
  packageListLink: boolean;
  /**
   * `page`, `per_page` and `state` of a version list under /users/{username}, whose description has none of them. Medium that they count:
   * actions/delete-package-versions sends the first two. Ignored, the newest thirty active versions come, without a Link header.
   */
  userVersionQuery: "honoured" | "ignored";
  /** Form of Link headers to a user's versions, which organizations' have an id in (snok/container-retention-policy#33). Low. */
  userLinks: "by id" | "by login";
  /**
   * Packages that aren't public, and their versions, read one by one under /users/{username}: the description's words are "a public package
   * owned by a user". Medium that who may read them is shown them: actions/delete-package-versions uses these routes alone.
   */
  userPrivatePackages: "shown" | "hidden";
  /** An organization's packages under /users/{username}. Medium that they are served: actions/delete-package-versions goes there for all. */
  organizationAsUser: "served" | "not found";
  /** Restoring what is active, or was deleted more than 30 days ago. Low: GitHub's description of restore has no status but 401, 403 and 404. */
  notRestorable: 404 | 400 | 409 | 422;
  /** Restoring what has lost its name to another one. Low: GitHub's description of restore has no status but 401, 403 and 404. */
  restoreNameTaken: 400 | 404 | 409 | 422;
  /** Whether deleted versions still show their tags. Medium: natrontech's restore-deleted-versions.sh reads them. */
  deletedVersionTags: "kept" | "empty";
  /** Tags of a restored version: those that no other version has taken since, or none. Low. */
  restoredVersionTags: "kept" | "empty";
  /** Whether a restored package's versions come back that were deleted before it was. Low. */
  packageRestoreRevives: "versions active at its deletion" | "all versions";
  /** Whether versions deleted more than 30 days ago are still listed under state=deleted. Low. */
  expiredVersions: "hidden" | "listed";
  /** Id of a container version whose digest is pushed again after its deletion. Low. */
  republishedDigest: "new id" | "old id";
  /** What version_count counts. Low. */
  versionCount: "active" | "active and deleted";
  /** Whether deleting and restoring versions moves the package's updated_at; pushing does (medium). Low. */
  updatedAtFollowsDeletion: boolean;
  /** Visibility in the bodies of internal packages. Low: the description's enumeration has only private and public, the filter has internal. */
  internalVisibility: "internal" | "private";
  /** Deleting the only version of a package. High for the refusal; actions/delete-package-versions#105 tells of the other for npm in 2023. */
  lastVersion: "refuse" | "delete the package";
  /** Deleting the last tagged version of a container package. High: kairos-io/kairos#4723, posit-dev/positron#15764. */
  lastTaggedVersion: "refuse" | "delete";
  /** Words of that refusal: positron#15764 has seen the text about 5,000 downloads in its place. Medium. */
  lastTaggedMessage: "last tagged version" | "downloads";
  /** Whether the 5,000 downloads rule holds for deleting whole packages. Medium: sigstore/cosign#3984 says yes, other reports no. */
  packageDownloadLimit: boolean;
  /** An npm package named with its scope (`@acme/web`). Low: REST names have none; scripts strip it. */
  scopedNpmName: "not found" | "accepted";
  /** Whether container packages are found under package_type=docker too. High for images that were migrated: docs.github.com/rest/packages/packages; low for the body's type. */
  dockerTypeOfContainers: "not found" | "accepted";
  /** List of an organization's container packages for GITHUB_TOKEN and installation tokens. High: cli/cli#9606, actions/github-script#449. */
  integrationContainerList: 400 | 200;
  /** Deleting or restoring with a GITHUB_TOKEN that has no admin right. Medium: dataaxiom/ghcr-cleanup-action#28 has 403, canonical/authd#1376 has 404. */
  integrationWithoutAdmin: 403 | 404;
  /** Fine-grained tokens, which GitHub Packages doesn't support. Low: no log found. */
  fineGrainedToken: 403 | 404;
  /** GitHub App installation tokens. Medium: actions/create-github-app-token#314 has 404. */
  appToken: 403 | 404;
  /** Whether answers carry an ETag and honour If-None-Match. Medium: octokit/core.js#695 shows an ETag on a packages list. */
  etags: boolean;
  /** Versions named in X-GitHub-Api-Version that answer 410. Documented, but none is retired yet. */
  retiredApiVersions: readonly string[];
}

export const defaultBehaviors: Behaviors = {
  invalidParameter: 422,
  pageOutOfRange: "clamp",
  packageListLink: false,
  userVersionQuery: "honoured",
  userLinks: "by id",
  userPrivatePackages: "shown",
  organizationAsUser: "served",
  notRestorable: 404,
  restoreNameTaken: 404,
  deletedVersionTags: "kept",
  restoredVersionTags: "kept",
  packageRestoreRevives: "versions active at its deletion",
  expiredVersions: "hidden",
  republishedDigest: "new id",
  versionCount: "active",
  updatedAtFollowsDeletion: false,
  internalVisibility: "internal",
  lastVersion: "refuse",
  lastTaggedVersion: "refuse",
  lastTaggedMessage: "last tagged version",
  packageDownloadLimit: true,
  scopedNpmName: "not found",
  dockerTypeOfContainers: "not found",
  integrationContainerList: 400,
  integrationWithoutAdmin: 403,
  fineGrainedToken: 403,
  appToken: 404,
  etags: true,
  retiredApiVersions: [],
  ...defaultRegistryBehaviors,
};
