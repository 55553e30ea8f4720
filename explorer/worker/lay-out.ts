import type { RetentionVersion } from "../../provider/retention";
import type { Snapshot } from "../snapshot";

/** All versions of a snapshot in one row: package by package, of each the active ones and then the deleted. Page and worker number them alike. */
export interface Layout {
  readonly versions: readonly RetentionVersion[];
  /** Package → the number of its first version; and after the last one, how many there are. */
  readonly starts: Uint32Array;
  readonly packageOf: Uint32Array;
}

export function layOut({ packages }: Pick<Snapshot, "packages">): Layout {
  const starts = new Uint32Array(packages.length + 1);
  const versions: RetentionVersion[] = [];
  packages.forEach((one, index) => {
    starts[index] = versions.length;
    for (const version of one.versions) versions.push(version);
    for (const version of one.deletedVersions ?? []) versions.push(version);
  });
  starts[packages.length] = versions.length;
  const packageOf = new Uint32Array(versions.length);
  packages.forEach((_, index) => {
    packageOf.fill(index, starts[index], starts[index + 1]);
  });
  return { versions, starts, packageOf };
}
