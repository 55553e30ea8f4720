import { Config, getStack } from "@pulumi/pulumi";
import { RetentionPolicy, type RetentionPolicyArgs } from "pulumi-github-packages";

type Rules = Pick<RetentionPolicyArgs, "rules" | "minRemaining">;

// The rules of the organization: one set for each registry that it uses.
const rulesOf: Record<string, Rules> = {
  container: {
    rules: {
      "pull requests": { action: "delete", match: { tags: ["pr-*"], olderThan: "14d" } },
      untagged: { action: "delete", match: { tagState: "untagged", olderThan: "7d" } },
      releases: { action: "keep", match: { semver: "*" } },
    },
  },
  npm: {
    rules: { "old prereleases": { action: "delete", match: { prerelease: true, olderThan: "30d" } } },
    minRemaining: 1,
  },
};

// scripts/divide.mjs writes both: the owner, and this stack's share of the packages, as type: [name, …].
const packagesOf = new Config().requireObject<Record<string, string[]>>("packages");

for (const [packageType, packages] of Object.entries(packagesOf)) {
  const rules = rulesOf[packageType];
  if (rules === undefined) throw new Error(`index.ts has no rules for ${packageType} packages.`);
  new RetentionPolicy(packageType, {
    ...rules,
    packageType: packageType as RetentionPolicyArgs["packageType"],
    packages,
    // One package that can't be read holds up no other: the summary tells of it.
    onUnreadable: "skipPackage",
    // What one night may delete in one stack. More than this fails, and nothing goes.
    maxDeletions: 2000,
    // One night's job ends before its token's hour and the next night's job begin. The next run goes on.
    maxDuration: "50m",
    auditLog: `results/${getStack()}.audit.jsonl`,
  });
}
