import type { PackageRef } from "./reference";

/**
 * Where GitHub has moved an image of its Docker registry to: it keeps its name and its number, and is found as `docker` still, until
 * somebody publishes that name as docker again
 * (https://docs.github.com/packages/working-with-a-github-packages-registry/migrating-to-the-container-registry-from-the-docker-registry).
 * @returns undefined for what has nowhere to be moved to.
 */
export function asMigrated<Ref extends Pick<PackageRef, "packageType">>(ref: Ref): Ref | undefined {
  return ref.packageType === "docker" ? { ...ref, packageType: "container" } : undefined;
}
