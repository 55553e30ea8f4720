import type { DeletionReport, PackageReport, PolicyWarning } from "./model";
import { movingTagsAmong, releasesAmong } from "./notable-versions";
import { count, grouped } from "./phrases";

/** A run that deletes more than this many times what any earlier run on record deleted is unusual … */
const UNUSUAL_FACTOR = 2;

/** … if it deletes more than so many at all. */
const UNUSUAL_LEAST = 20;

/** A larger share of a package's versions is worth a look, if it is more than so many. */
const LARGE_SHARE = 0.5;

const EXAMPLES = 5;

/** @param earlier how many versions each run on record has deleted */
export function policyWarnings(
  packages: readonly PackageReport[],
  deletions: number,
  earlier: readonly number[],
): PolicyWarning[] {
  return [...packages.flatMap(packageWarnings), ...unusual(deletions, earlier)];
}

function packageWarnings({ name, deletions, versions, deletesPackage }: PackageReport): PolicyWarning[] {
  const releases = releasesAmong(deletions);
  const moving = movingTagsAmong(deletions);
  const found: Omit<PolicyWarning, "package">[] = [];
  if (deletesPackage) found.push({ kind: "package", words: "the package is deleted as a whole", versions: [] });
  if (moving.length > 0)
    found.push({
      kind: "name",
      words: `${go(moving, "version")} that people pull by a name that moves`,
      versions: examples(moving),
    });
  if (releases.length > 0)
    found.push({ kind: "releases", words: go(releases, "release"), versions: examples(releases) });
  if (versions !== undefined && deletions.length > Math.max(UNUSUAL_LEAST, versions * LARGE_SHARE))
    found.push({
      kind: "half",
      words: `more than half goes: ${grouped(deletions.length)} of ${count(versions, "version")}`,
      versions: [],
    });
  return found.map((one) => ({ package: name, ...one }));
}

function unusual(deletions: number, earlier: readonly number[]): PolicyWarning[] {
  const most = Math.max(0, ...earlier);
  if (most === 0 || deletions <= Math.max(UNUSUAL_LEAST, most * UNUSUAL_FACTOR)) return [];
  return [
    {
      kind: "usual",
      words: `more than usual: ${count(deletions, "version")} would go, and no run on record deleted more than ${most}`,
      versions: [],
    },
  ];
}

/** `1 release goes`, `3 releases go` */
function go(deletions: readonly unknown[], noun: string): string {
  return `${count(deletions.length, noun)} ${deletions.length === 1 ? "goes" : "go"}`;
}

function examples(deletions: readonly DeletionReport[]): string[] {
  const named = deletions.slice(0, EXAMPLES).map(({ what }) => what);
  return deletions.length > EXAMPLES ? [...named, `and ${deletions.length - EXAMPLES} more`] : named;
}
