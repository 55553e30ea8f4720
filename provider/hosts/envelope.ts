import { type PropertyMap, UNKNOWN } from "../resources/resource";

/**
 * What the engine's protocol writes for a value that is not known before the update. Dynamic providers get it as it is
 * (pulumi/pulumi#6310); it is `UnknownStringValue` of https://github.com/pulumi/pulumi/blob/master/sdk/go/common/resource/plugin/rpc.go
 */
const UNKNOWN_ON_THE_WIRE = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** The property that carries the provider itself; the dynamic provider's server adds it to every answer. */
const PROVIDER = "__provider";

/** A state that the plugin wrote has no code in it, and could not be refreshed or deleted: an update, which asks GitHub nothing, adds it. */
export function hasProviderCode(state: object): boolean {
  return PROVIDER in state;
}

export function fromEngine(properties: object): PropertyMap {
  const { [PROVIDER]: _, ...rest } = properties as PropertyMap;
  return convert(rest, (value) => (value === UNKNOWN_ON_THE_WIRE ? UNKNOWN : value)) as PropertyMap;
}

export function toEngine(properties: PropertyMap): PropertyMap {
  return convert(properties, (value) => (value === UNKNOWN ? UNKNOWN_ON_THE_WIRE : value)) as PropertyMap;
}

function convert(value: unknown, leaf: (value: unknown) => unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => convert(item, leaf));
  if (typeof value !== "object" || value === null) return leaf(value);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, convert(item, leaf)]));
}
