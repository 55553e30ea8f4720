const RESOURCE_KINDS = ["Package", "PackageVersion", "RetentionPolicy"] as const;

export type ResourceKind = (typeof RESOURCE_KINDS)[number];

/** How engines call a kind, by the host that the resource has: the dynamic provider, or the plugin. */
const PREFIXES = ["pulumi-nodejs:dynamic/github-packages:", "github-packages:index:"];

/** The kind of a resource by its type; undefined for other providers' resources. */
export function resourceKind(type: string): ResourceKind | undefined {
  return RESOURCE_KINDS.find((kind) => PREFIXES.some((prefix) => type === prefix + kind));
}
