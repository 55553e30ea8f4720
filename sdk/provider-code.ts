import * as pulumi from "@pulumi/pulumi";

/**
 * The code that the state of every resource holds: one line that loads the installed package by its name. The line is the same whether the
 * package is linked in a workspace or installed from a tarball. It holds no configuration. It never changes with a release, so that upgrading
 * the provider changes nobody's state. The state of every resource stores each byte of it twice.
 */
export function providerCode(resource: "Package" | "PackageVersion" | "RetentionPolicy"): string {
  return `exports.handler=()=>require("pulumi-github-packages/provider").${resource};`;
}

/** The engine starts the dynamic-provider shim for types of this package. */
export function resourceType(resource: string): string {
  return `pulumi-nodejs:dynamic/github-packages:${resource}`;
}

/** The options of a resource, with the type that it has where a state was made with the plugin: it is the same resource. */
export function withPluginAlias(
  resource: string,
  opts: pulumi.CustomResourceOptions = {},
): pulumi.CustomResourceOptions {
  return pulumi.mergeOptions(opts, { aliases: [{ type: `github-packages:index:${resource}` }] });
}
