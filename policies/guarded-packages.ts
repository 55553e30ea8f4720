import type { ResourceValidationPolicy } from "@pulumi/policy";
import { resourceKind } from "../provider/model/resource-kind";
import { type Properties, pathOf, pendingRun } from "./pending-run";
import { globs, type PackagePolicyOptions, packageMatcher } from "./settings";

type Exceptions = Required<Pick<PackagePolicyOptions, "deletable">>;

/**
 * No package is deleted without its protection being removed first, in a change of its own: a declared package needs `protect`, which makes
 * the engine refuse to delete it, and no retention policy may delete a package as a whole.
 */
export function guardedPackages(defaults: Exceptions): ResourceValidationPolicy {
  return {
    name: "packages-protected",
    description: "Declared packages have protect: true, and retention policies never delete a whole package.",
    configSchema: {
      properties: { deletable: globs(`Packages as owner/type/name; default ${JSON.stringify(defaults.deletable)}.`) },
    },
    validateResource: ({ type, name, props, opts, getConfig }, report) => {
      const isDeletable = packageMatcher("deletable", getConfig<Partial<Exceptions>>().deletable ?? defaults.deletable);
      if (resourceKind(type) === "Package" && !opts.protect && !isDeletable(pathOf(props, String(props.name)))) {
        report(
          `${name} is not protected, so removing it from the program would delete ${pathOf(props, String(props.name))} with all its versions. ` +
            "Set protect: true; to delete it, add it to deletable of packages-protected first.",
        );
      }
      if (resourceKind(type) !== "RetentionPolicy") return;
      const whole = wholePackages(props).filter((path) => !isDeletable(path));
      if (whole.length > 0)
        report(
          `${name} would delete ${whole.join(", ")} as a whole. Set onAllMatched: "keepNewest", or add it to deletable of packages-protected.`,
        );
    },
  };
}

function wholePackages(props: Properties): string[] {
  return Object.keys(pendingRun(props).deletePackages ?? {}).map((name) => pathOf(props, name));
}
