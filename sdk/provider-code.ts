/**
 * The code that the state of every resource holds: one line that loads the installed package by its name. It is the same whether the
 * package is linked in a workspace or installed from a tarball, holds no configuration, and never changes with a release:
 * upgrading the provider changes nobody's state. Each byte of it is stored twice for every resource.
 */
export function providerCode(resource: "Package" | "PackageVersion" | "RetentionPolicy"): string {
  return `exports.handler=()=>require("pulumi-github-packages/provider").${resource};`;
}

/** The engine starts the dynamic-provider shim for types of this package. */
export function resourceType(resource: string): string {
  return `pulumi-nodejs:dynamic/github-packages:${resource}`;
}
