import type { VersionFacts } from "../model/package";
import type { PackageRef } from "../model/reference";
import type { ManifestReader, ReadProgress } from "../registry/manifests";
import { Sizes } from "../sizes";

/** The sizes of these versions of a container package. What the registry does not serve, or nobody understands, is of unknown size. */
export async function readSizes(
  reader: ManifestReader,
  { owner, name }: PackageRef,
  versions: readonly VersionFacts[],
  onProgress?: ReadProgress,
): Promise<Sizes> {
  const digests = versions.map((version) => version.name);
  return new Sizes(digests, await reader.readUnderstood(owner.login, name, digests, onProgress));
}

/** What is known of a version's size, under the names that functions give it. */
export function versionSizes(sizes: Sizes, { name }: VersionFacts) {
  const [own, image] = [sizes.of([name]), sizes.ofImage(name)];
  return {
    ...(own.unknown === 0 && { sizeBytes: own.bytes }),
    ...(image.unknown === 0 && { imageSizeBytes: image.bytes }),
  };
}

/** The same of a package, by its active versions. */
export function packageSize(sizes: Sizes, active: readonly VersionFacts[]) {
  const { bytes, unknown } = sizes.of(active.map((version) => version.name));
  return { sizeBytes: bytes, unknownSizes: unknown };
}
