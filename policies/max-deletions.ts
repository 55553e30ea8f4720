import type { ResourceValidationPolicy, StackValidationPolicy } from "@pulumi/policy";
import { resourceKind } from "../provider/model/resource-kind";
import { countsByPackage, entriesOf, pendingRun } from "./pending-run";
import { number, type PackagePolicyOptions } from "./settings";

type Limits = Required<Pick<PackagePolicyOptions, "maxDeletions" | "maxTotalDeletions">>;

/** What one policy may delete in one run, whatever its own `maxDeletions` says. */
export function maxDeletions(defaults: Limits): ResourceValidationPolicy {
  return {
    name: "retention-max-deletions",
    description: "A retention policy deletes at most so many versions in one run.",
    configSchema: { properties: { maxDeletions: number(`Versions; default ${defaults.maxDeletions}.`) } },
    validateResource: ({ type, name, props, getConfig }, report) => {
      if (resourceKind(type) !== "RetentionPolicy") return;
      const { maxDeletions: most = defaults.maxDeletions } = getConfig<Partial<Limits>>();
      const { delete: deletions } = pendingRun(props);
      const count = entriesOf(deletions).length;
      if (count <= most) return;
      report(
        `${name} would delete ${count} versions (${countsByPackage(deletions)}), and at most ${most} are allowed. ` +
          "Narrow the rules so that several runs do it, or raise maxDeletions of retention-max-deletions.",
      );
    },
  };
}

/** The stack is looked at as a whole, when everything in it is known: in a preview, before anything is done. */
export function maxTotalDeletions(defaults: Limits): StackValidationPolicy {
  return {
    name: "retention-max-total-deletions",
    description: "All retention policies of a stack together delete at most so many versions in one run.",
    configSchema: { properties: { maxTotalDeletions: number(`Versions; default ${defaults.maxTotalDeletions}.`) } },
    validateStack: ({ resources, getConfig }, report) => {
      const { maxTotalDeletions: most = defaults.maxTotalDeletions } = getConfig<Partial<Limits>>();
      const counts = resources
        .filter(({ type }) => resourceKind(type) === "RetentionPolicy")
        .map(({ name, props }) => [name, entriesOf(pendingRun(props).delete).length] as const);
      const total = counts.reduce((sum, [, count]) => sum + count, 0);
      if (total <= most) return;
      const largest = counts.filter(([, count]) => count > 0).sort(([, a], [, b]) => b - a);
      const named = largest.map(([name, count]) => `${name}: ${count}`);
      report(
        `${total} versions would be deleted (${named.join(", ")}), and at most ${most} are allowed. ` +
          "Narrow the rules so that several runs do it, or raise maxTotalDeletions of retention-max-total-deletions.",
      );
    },
  };
}
