import type { ResourceValidationPolicy } from "@pulumi/policy";
import { resourceKind } from "../provider/model/resource-kind";
import { parseDeletionText } from "../provider/retention/plan/entry-text";
import { EXAMPLES, entriesOf, pathOf, pendingRun } from "./pending-run";
import { globs, type PackagePolicyOptions, packageMatcher, tagMatcher } from "./settings";

type Guards = Required<Pick<PackagePolicyOptions, "tags" | "packages">>;

/** Tags, names of versions and whole packages that no retention policy may touch, whatever its rules say. */
export function protectedVersions(defaults: Guards): ResourceValidationPolicy {
  return {
    name: "retention-protected-versions",
    description: "Retention policies never delete versions with these tags or names, and nothing of these packages.",
    configSchema: {
      properties: {
        tags: globs(`Tags and names of versions; default ${JSON.stringify(defaults.tags)}.`),
        packages: globs(`Packages as owner/type/name; default ${JSON.stringify(defaults.packages)}.`),
      },
    },
    validateResource: ({ type, name, props, getConfig }, report) => {
      if (resourceKind(type) !== "RetentionPolicy") return;
      const { tags = defaults.tags, packages = defaults.packages } = getConfig<Partial<Guards>>();
      const isTag = tagMatcher("tags", tags);
      const isPackage = packageMatcher("packages", packages);
      const found = entriesOf(pendingRun(props).delete).filter(
        (entry) => isPackage(pathOf(props, entry.package)) || tagsOf(entry.line).some(isTag),
      );
      if (found.length === 0) return;
      const named = found.slice(0, EXAMPLES).map((entry) => `${entry.package} ${entry.versionId} ${entry.line}`);
      const more = found.length > EXAMPLES ? [`and ${found.length - EXAMPLES} more`] : [];
      report(
        `${name} would delete what is protected: ${[...named, ...more].join("; ")}. ` +
          "Add a keep rule for it, or change tags or packages of retention-protected-versions.",
      );
    },
  };
}

/** All that a line names: tags, or the version's name. A line that can't be read is taken as a name. */
function tagsOf(line: string): string[] {
  return (parseDeletionText(line)?.what ?? line).split(", ");
}
