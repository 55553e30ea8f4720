import { PolicyPack } from "@pulumi/policy";
import { packagePolicies } from "pulumi-github-packages/policies";

// "advisory" instead of "mandatory" tells and does not stop. Each rule can be set by itself in a configuration file:
// pulumi preview --policy-pack policy-pack --policy-pack-config policy-config.json
new PolicyPack("github-packages", {
  enforcementLevel: "mandatory",
  policies: packagePolicies({
    maxDeletions: 150,
    tags: ["latest", "stable", "v*"],
    packages: ["*/container/signed"],
    minRemaining: 3,
  }),
});
