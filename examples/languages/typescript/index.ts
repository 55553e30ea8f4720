import * as githubpackages from "pulumi-github-packages-sdk";

// Adopted when it is there, restored when it was deleted within 30 days. Destroying the resource would delete the package: protect it.
const api = new githubpackages.Package(
  "api",
  { owner: "acme", packageType: "container", name: "api" },
  { protect: true },
);

// A version by its tag, digest, name or id. It goes with its package.
const release = new githubpackages.PackageVersion(
  "api-v1.6.0",
  { owner: "acme", packageType: "container", packageName: api.name, tag: "v1.6.0" },
  { deletedWith: api },
);

new githubpackages.RetentionPolicy("images", {
  owner: "acme",
  packageType: "container",
  packages: ["api", "shop/*"],
  // What the program declares: no rule deletes it.
  keep: [release.id],
  rules: {
    "pull requests": { action: "delete", match: { tags: ["pr-*"], olderThan: "14d" } },
    untagged: { action: "delete", match: { tagState: "untagged", olderThan: "7d" } },
    releases: { action: "keep", match: { semver: ">=1.0.0" } },
  },
});
