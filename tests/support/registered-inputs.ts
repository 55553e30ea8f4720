import * as pulumi from "@pulumi/pulumi";
import { fromEngine } from "../../provider/hosts/envelope";
import type { PropertyMap } from "../../provider/resources/resource";

const registered = new Map<string, object>();

/** Has the resources that a program declares registered with nobody, by name. */
export function registerWithMocks(isPreview: boolean): void {
  const mocks = {
    newResource: ({ name, inputs }: pulumi.runtime.MockResourceArgs) => {
      registered.set(name, inputs);
      return { id: name, state: inputs };
    },
    call: () => ({}),
  };
  pulumi.runtime.setMocks(mocks, "project", "stack", isPreview);
}

/** What a provider gets of a resource that a program has declared. */
export async function inputsOf(name: string, resource: pulumi.Resource): Promise<PropertyMap> {
  await new Promise((resolve) => resource.urn.apply(resolve));
  return fromEngine(asOnTheWire(registered.get(name)) as object);
}

/** Mocks are given objects for what is not known, and providers this text (`UNKNOWN_ON_THE_WIRE` of the host). */
function asOnTheWire(value: unknown): unknown {
  if (pulumi.isUnknown(value)) return "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
  if (Array.isArray(value)) return value.map(asOnTheWire);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, asOnTheWire(inner)]));
}
