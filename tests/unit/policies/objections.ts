import { type PackagePolicyOptions, packagePolicies } from "../../../policies";

const PREFIXES = ["pulumi-nodejs:dynamic/github-packages:", "github-packages:index:"] as const;

type PropertyMap = Readonly<Record<string, unknown>>;

type Validation = (args: object, report: (message: string) => void) => void;

interface AnyPolicy {
  readonly name: string;
  readonly validateResource?: Validation;
  readonly validateStack?: Validation;
}

export interface Registered {
  readonly kind: "RetentionPolicy" | "Package";
  readonly props: PropertyMap;
  readonly opts?: { readonly protect?: boolean };
}

/** A retention policy whose latest run deletes so: package → version id → line. */
export const deleting = (
  lines: Readonly<Record<string, Readonly<Record<string, string>>>>,
  props: PropertyMap = {},
) => ({
  kind: "RetentionPolicy" as const,
  props: { owner: "acme", packageType: "container", minRemaining: 1, runs: { 1: { delete: lines } }, ...props },
});

/**
 * What the rules say of one resource called `it`, by rule: configured by options of the pack, or each by its own configuration. Of the dynamic provider's and
 * of the plugin's it is the same.
 */
export function objectionsTo(
  registered: Registered,
  options: PackagePolicyOptions = {},
  config: Readonly<Record<string, PropertyMap>> = {},
): Record<string, string> {
  const [found, other] = PREFIXES.map((prefix) => objectionsOf(prefix, registered, options, config));
  expect(other).toEqual(found);
  return found ?? {};
}

function objectionsOf(
  prefix: string,
  { kind, props, opts = {} }: Registered,
  options: PackagePolicyOptions,
  config: Readonly<Record<string, PropertyMap>>,
): Record<string, string> {
  const found: Record<string, string> = {};
  for (const policy of packagePolicies(options) as unknown as readonly AnyPolicy[]) {
    const resource = { type: prefix + kind, name: "it", props, opts, getConfig: () => config[policy.name] ?? {} };
    const validate = policy.validateResource ?? policy.validateStack;
    validate?.({ ...resource, resources: [resource] }, (message) => {
      found[policy.name] = message;
    });
  }
  return found;
}
