import type { Policies } from "@pulumi/policy";
import { guardedPackages } from "./guarded-packages";
import { maxDeletions, maxTotalDeletions } from "./max-deletions";
import { minimumKept } from "./minimum-kept";
import { protectedVersions } from "./protected-versions";
import { type PackagePolicyOptions, withDefaults } from "./settings";

export type { PackagePolicyOptions } from "./settings";

/**
 * Rules for a policy pack (https://www.pulumi.com/docs/insights/policy/policy-packs/), for those who must not rely on reviewers alone. Options are
 * the defaults of the pack; whoever runs it can set each rule's own in the pack's configuration, and make it advisory.
 *
 * ```ts
 * new PolicyPack("github-packages", { enforcementLevel: "mandatory", policies: packagePolicies({ maxDeletions: 50 }) });
 * ```
 *
 * A policy pack sees what the program registers, as `check` has bound it: what a retention policy would delete, with tags and rules. It sees
 * neither how many versions stay nor that a resource was removed from the program; docs/pull-requests.md says what follows from that.
 */
export function packagePolicies(options: PackagePolicyOptions = {}): Policies {
  const defaults = withDefaults(options);
  return [
    maxDeletions(defaults),
    maxTotalDeletions(defaults),
    protectedVersions(defaults),
    minimumKept(defaults),
    guardedPackages(defaults),
  ];
}
