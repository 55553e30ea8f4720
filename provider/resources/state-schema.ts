import { ProviderError } from "../errors";
import type { PropertyMap } from "./resource";

/** What every state says of where its object is. States of before it was recorded know no host. */
export interface HostOfState {
  /** See `hostIdentity`. */
  readonly __host?: string;
}

/** Refuses a state of a later shape than this version knows: to go by the parts that it understands could delete the wrong thing. */
export function refuseLaterState(state: PropertyMap, known: number): void {
  const { __schema: schema } = state;
  if (typeof schema !== "number" || schema <= known) return;
  throw new ProviderError(
    `read the resource's state: a later version of pulumi-github-packages has written it (schema ${schema}; this version knows ${known}). ` +
      "Nothing was changed. Install that version, or a later one.",
    { code: "invalid" },
  );
}
