import type { ResourceValidationPolicy } from "@pulumi/policy";
import { resourceKind } from "../provider/model/resource-kind";
import { type Properties, pathOf, pendingRun } from "./pending-run";
import { globs, number, type PackagePolicyOptions, packageMatcher } from "./settings";

type Minimum = Required<Pick<PackagePolicyOptions, "minRemaining" | "deletable">>;

/**
 * How many versions stay is not among the bound inputs, because it changes with every publish. What is, is the guard: the provider
 * refuses a plan that leaves fewer than `minRemaining`. So this makes sure that the guard is set. A policy that deletes whole packages can't
 * have it, and may touch only those that `deletable` names.
 */
export function minimumKept(defaults: Minimum): ResourceValidationPolicy {
  return {
    name: "retention-minimum-kept",
    description:
      "A retention policy has its guard minRemaining set to at least so many images or releases of each package.",
    configSchema: {
      properties: {
        minRemaining: number(`Images or releases; default ${defaults.minRemaining}.`),
        deletable: globs(`Packages as owner/type/name; default ${JSON.stringify(defaults.deletable)}.`),
      },
    },
    validateResource: ({ type, name, props, getConfig }, report) => {
      if (resourceKind(type) !== "RetentionPolicy") return;
      const { minRemaining: least = defaults.minRemaining, deletable = defaults.deletable } =
        getConfig<Partial<Minimum>>();
      const set = guardOf(props);
      if (set >= least) return;
      if (props.onAllMatched !== "deletePackage") {
        report(
          `${name} has to leave at least ${least} of each package, and its minRemaining is ${set}: set minRemaining: ${least}.`,
        );
        return;
      }
      const isDeletable = packageMatcher("deletable", deletable);
      const others = touchedBy(props).filter((path) => !isDeletable(path));
      if (others.length > 0)
        report(
          `${name} has to leave at least ${least} of ${others.join(", ")}, and onAllMatched: "deletePackage" may leave nothing. ` +
            `Set onAllMatched: "keepNewest" and minRemaining: ${least}, or add it to deletable of retention-minimum-kept.`,
        );
    },
  };
}

function guardOf({ minRemaining }: Properties): number {
  return typeof minRemaining === "number" ? minRemaining : 0;
}

function touchedBy(props: Properties): string[] {
  const { delete: deletions = {}, deletePackages = {} } = pendingRun(props);
  const names = new Set([...Object.keys(deletions), ...Object.keys(deletePackages)]);
  return [...names].sort().map((name) => pathOf(props, name));
}
