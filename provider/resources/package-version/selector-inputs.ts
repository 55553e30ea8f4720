import type { VersionSelector } from "../../model/version-selector";
import { type PropertyMap, UNKNOWN } from "../resource";

/** The four ways to name a version, in the order in which messages list them. */
export const SELECTOR_KINDS = ["version", "tag", "digest", "versionId"] as const;

/** The selectors that inputs give; one that is not known yet has `UNKNOWN` as its value. */
export function givenSelectors(properties: PropertyMap): Array<{ kind: VersionSelector["kind"]; value: unknown }> {
  return SELECTOR_KINDS.filter((kind) => properties[kind] !== undefined && properties[kind] !== null).map((kind) => ({
    kind,
    value: properties[kind],
  }));
}

/** The one selector of checked inputs, or undefined while it is not known. */
export function selectorOf(properties: PropertyMap): VersionSelector | undefined {
  const [given] = givenSelectors(properties);
  return given === undefined || given.value === UNKNOWN ? undefined : (given as VersionSelector);
}
