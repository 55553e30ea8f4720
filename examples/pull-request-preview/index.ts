import { Package, RetentionPolicy } from "pulumi-github-packages";

// The workflows set this to the instant of the preview, for the preview and for the update: a plan that was approved on
// Monday is then the same plan on Thursday. Without it, ages are measured against now.
const asOf = process.env.AS_OF;

// The owner comes from Pulumi.production.yaml.
new Package("api", { packageType: "container", name: "api" }, { protect: true });

new RetentionPolicy("images", {
  packageType: "container",
  packages: ["api", "shop/web", "signed"],
  rules: {
    "pull requests": { action: "delete", match: { tags: ["pr-*"], olderThan: "14d" } },
    untagged: { action: "delete", match: { tagState: "untagged", olderThan: "7d" } },
    candidates: { action: "delete", match: { prerelease: true, olderThan: "21d" } },
    releases: { action: "keep", match: { prerelease: false } },
    "newest candidate": { action: "keep", match: { prerelease: true }, mostRecent: { count: 1 } },
  },
  maxDeletions: 200,
  minRemaining: 3,
  ...(asOf && { asOf }),
});
