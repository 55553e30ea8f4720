import { isProviderError, type ProviderError } from "../../provider/errors";
import { readSizes } from "../../provider/functions/sizes";
import type { VersionFacts } from "../../provider/model/package";
import type { Clock, Logger } from "../../provider/ports";
import { progressOf } from "../../provider/progress";
import type { ManifestReader } from "../../provider/registry/manifests";
import type { Size, Sizes } from "../../provider/sizes";
import type { CollectedPackage } from "../collect";

/** A package whose versions' sizes were read, if it is of a type that has them. */
export interface SizedPackage extends CollectedPackage {
  readonly sizes?: Sizes;
  /** Of the active versions together; absent when they were not listed. */
  readonly size?: Size;
}

export interface SizedPackages {
  readonly packages: readonly SizedPackage[];
  /** Why sizes could not be read. */
  readonly failures: readonly ProviderError[];
}

/** Reads the manifests of all listed versions of container packages. */
export async function withSizes(
  packages: readonly CollectedPackage[],
  reader: ManifestReader,
  { clock, logger }: { readonly clock: Clock; readonly logger: Logger },
): Promise<SizedPackages> {
  const progress = progressOf(clock, logger, "read", "manifests");
  const total = packages.reduce((sum, one) => sum + listedImages(one).length, 0);
  let done = 0;
  const results = await Promise.allSettled(
    packages.map(async (one): Promise<SizedPackage> => {
      const listed = listedImages(one);
      if (listed.length === 0) return one;
      const { owner, facts } = one;
      const ref = { owner, packageType: facts.packageType, name: facts.name };
      let own = 0;
      const count = (read: number) => {
        done += read - own;
        own = read;
        progress(done, total);
      };
      const sizes = await readSizes(reader, ref, listed, count);
      const active = (one.versions ?? []).filter(({ state }) => state === "active");
      return {
        ...one,
        sizes,
        ...(active.length > 0 && { size: sizes.of(active.map((version) => version.facts.name)) }),
      };
    }),
  );
  const failures: ProviderError[] = [];
  const sized = results.map((result, index) => {
    if (result.status === "fulfilled") return result.value;
    if (!isProviderError(result.reason)) throw result.reason;
    failures.push(result.reason);
    return packages[index] as CollectedPackage;
  });
  return { packages: sized, failures };
}

function listedImages({ facts, versions = [] }: CollectedPackage): VersionFacts[] {
  return facts.packageType === "container" ? versions.map((version) => version.facts) : [];
}
