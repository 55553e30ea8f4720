import { ProviderError } from "../errors";
import type { VersionFacts } from "../model/package";
import { describePackage, type PackageRef } from "../model/reference";

/**
 * GitHub deletes no last version of a package but with the package ("You must delete the package instead."), so it has none without versions.
 * @throws `incomplete` for an empty list of active versions.
 */
export function refuseEmpty<Versions extends readonly VersionFacts[]>(ref: PackageRef, versions: Versions): Versions {
  if (versions.length > 0) return versions;
  throw new ProviderError(
    `list versions of ${describePackage(ref)}: GitHub shows the package and lists no version of it, and there is no package without versions. So the list is not complete, and nothing was concluded from it. Run again later.`,
    { code: "incomplete" },
  );
}
