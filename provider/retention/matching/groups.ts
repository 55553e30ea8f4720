import type { GroupBy } from "../policy";
import type { SemverReader } from "./semver-reader";

/** The groups in which a version competes, by those of its labels that match the rule. */
export type Grouping = (labels: readonly string[]) => readonly string[];

const ONE_GROUP: readonly string[] = ["all"];

export function compileGrouping(groupBy: GroupBy | undefined, semver: SemverReader): Grouping {
  if (groupBy === undefined) return () => ONE_GROUP;
  const groupsOf = groupsOfLabel(groupBy, semver);
  return (labels) => [...new Set(labels.flatMap(groupsOf))];
}

function groupsOfLabel(groupBy: GroupBy, semver: SemverReader): (label: string) => readonly string[] {
  switch (groupBy.kind) {
    case "semverMajor":
      return (label) => {
        const version = semver(label);
        return version === undefined ? [] : [`${version.major}`];
      };
    case "semverMinor":
      return (label) => {
        const version = semver(label);
        return version === undefined ? [] : [`${version.major}.${version.minor}`];
      };
    case "tagPrefixes":
      return (label) => groupBy.prefixes.filter((prefix) => label.startsWith(prefix));
    case "tagPrefixUpToLast":
      return (label) => {
        const at = label.lastIndexOf(groupBy.separator);
        return [at < 0 ? label : label.slice(0, at)];
      };
  }
}
