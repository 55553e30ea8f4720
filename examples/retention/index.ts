import { Config } from "@pulumi/pulumi";
import { getReferencesOutput, RetentionPolicy, type RetentionPolicyArgs } from "pulumi-github-packages";

// The owner comes from the configuration: pulumi config set github-packages:owner acme
const config = new Config();

// Watch the policies for a week before they may delete: pulumi config set previewOnly true
// Fix the instant that ages are measured against, so that an approved plan stays the same: pulumi config set asOf 2026-11-21T00:00:00Z
const asOf = config.get("asOf");
const everywhere: Pick<RetentionPolicyArgs, "previewOnly" | "asOf" | "auditLog" | "maxDuration"> = {
  previewOnly: config.getBoolean("previewOnly") ?? false,
  ...(asOf !== undefined && { asOf }),
  auditLog: "retention-audit.jsonl",
  // A job on a GitHub-hosted runner may take six hours; stop well before, the next run goes on.
  maxDuration: "5h",
};

// What is in use stays, whatever the rules say: what the manifests here deploy, and what a cluster runs.
//   kubectl get pods,deploy,sts,ds,rs,job,cronjob -A -o json > cluster.json
//   pulumi config set --path 'inUse[0]' deploy
//   pulumi config set --path 'inUse[1]' cluster.json
const paths = config.getObject<string[]>("inUse");
const inUse = paths && getReferencesOutput({ paths, packageType: "container" }).references;

// Images. Platforms, signatures and attestations follow their image, so the rules speak of images only.
new RetentionPolicy("images", {
  ...everywhere,
  packageType: "container",
  packages: ["**"], // every container package, also those with a slash in their name
  excludePackages: ["charts/**"],
  ...(inUse && { inUse }),
  rules: {
    "pull requests": { action: "delete", match: { tags: ["pr-*"], olderThan: "14d" } },
    untagged: { action: "delete", match: { tagState: "untagged", olderThan: "7d" } },
    // Keep overrides delete: an image that is both pr-12 and v1.4.2 stays.
    releases: { action: "keep", match: { semver: "*" } },
    newest: { action: "keep", match: { tagState: "tagged" }, mostRecent: { count: 10 } },
  },
  // The first run over packages that nobody cleaned for years is a large one: look at it, then raise this.
  maxDeletions: 1000,
});

// npm: prereleases go after three months, releases stay, and of each minor the newest prerelease stays as well.
new RetentionPolicy("npm", {
  ...everywhere,
  packageType: "npm",
  packages: ["**"],
  rules: {
    "old prereleases": { action: "delete", match: { prerelease: true, olderThan: "90d" } },
    "newest of each minor": {
      action: "keep",
      match: { prerelease: true },
      mostRecent: { count: 1, groupBy: "semverMinor" },
    },
  },
  minRemaining: 1,
});

// Maven and Gradle: snapshots go, releases stay.
new RetentionPolicy("maven", {
  ...everywhere,
  packageType: "maven",
  packages: ["com.acme.**"],
  rules: {
    snapshots: { action: "delete", match: { versionNames: ["*-SNAPSHOT"], olderThan: "30d" } },
  },
});

// NuGet: prereleases go after half a year.
new RetentionPolicy("nuget", {
  ...everywhere,
  packageType: "nuget",
  packages: ["**"],
  rules: {
    "old prereleases": { action: "delete", match: { prerelease: true, olderThan: "180d" } },
  },
});

// RubyGems: everything but the twenty newest, once it is two years old.
new RetentionPolicy("rubygems", {
  ...everywhere,
  packageType: "rubygems",
  packages: ["**"],
  rules: {
    old: { action: "delete", match: { olderThan: "730d" } },
    newest: { action: "keep", mostRecent: { count: 20 } },
  },
});

// Docker, the registry before ghcr.io: what is left there is not published to any more. Keep the newest of each, let the rest go.
new RetentionPolicy("docker", {
  ...everywhere,
  packageType: "docker",
  packages: ["**"],
  rules: {
    "left behind": { action: "delete", match: { tagState: "any", olderThan: "365d" } },
    newest: { action: "keep", mostRecent: { count: 1 } },
  },
});
