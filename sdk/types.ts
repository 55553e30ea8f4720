/**
 * The registries of GitHub Packages. Gradle uses `maven` as well. `container` is ghcr.io. `docker` is its predecessor, and still finds images that were
 * migrated (https://docs.github.com/rest/packages/packages).
 */
export type PackageType = "npm" | "maven" | "rubygems" | "docker" | "nuget" | "container";

/** Who can see a package. GitHub's API description leaves out `internal`, which packages of an enterprise can be. */
export type Visibility = "public" | "private" | "internal";

/** What kind of account an owner is. */
export type OwnerType = "organization" | "user";

/** Whether a version is there or among the deleted ones, from which it can be restored for 30 days. */
export type VersionState = "active" | "deleted";

/** Which versions to look at. */
export type VersionStateFilter = "active" | "deleted" | "all";

/** Whether a version has tags. */
export type TagState = "tagged" | "untagged" | "any";

/** What to do when the object was deleted: bring it back, or fail, which keeps deleted what was removed on purpose. */
export type WhenDeleted = "restore" | "fail";
