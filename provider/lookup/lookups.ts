import type { Clock, PackagesApi } from "../ports";
import type { PackageLookup } from "./package-lookup";
import type { VersionCounts } from "./version-counts";
import type { VersionLookup } from "./version-lookup";

/** What a run has read, and by what it reads. */
export interface Lookups {
  readonly api: () => Promise<PackagesApi>;
  readonly packages: PackageLookup;
  readonly versions: VersionLookup;
  readonly versionCounts: VersionCounts;
  readonly clock: Clock;
}
