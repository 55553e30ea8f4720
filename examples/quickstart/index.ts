import { Config } from "@pulumi/pulumi";
import { Package, PackageVersion } from "pulumi-github-packages";

// The owner comes from the configuration: pulumi config set github-packages:owner acme
// A protected package cannot be destroyed by accident; `pulumi config set protect false` lets go of it.
// To rename one in here, give its old name: aliases: [{ name: "api" }].
const protect = new Config().getBoolean("protect") ?? true;

// Packages come into being by publishing. Declaring one says "this must be there": it is adopted,
// or restored when somebody has deleted it within the last 30 days.
const api = new Package("api", { packageType: "container", name: "api" }, { protect });
const tokens = new Package("tokens", { packageType: "npm", name: "tokens" }, { protect });

// The same for single versions, here by their tags. A tag that is taken out of this list is deleted.
const releases = ["v1.5.0", "v1.6.0"];
const versions = releases.map((tag) => new PackageVersion(`api-${tag}`, { package: api, tag }));

export const pages = [api.htmlUrl, tokens.htmlUrl];
export const digests = versions.map((version) => version.digest);
