import type { VersionFacts } from "../../model/package";
import type { VersionSelector } from "../../run/declarations";
import { type PropertyMap, UNKNOWN } from "../resource";

/** The four ways to name a version, in the order in which messages list them. */
export const HANDLE_KINDS = ["version", "tag", "digest", "versionId"] as const;

/** The handles that a bag of inputs gives; one that is not known yet has `UNKNOWN` as its value. */
export function givenHandles(properties: PropertyMap): Array<{ kind: VersionSelector["kind"]; value: unknown }> {
  return HANDLE_KINDS.filter((kind) => properties[kind] !== undefined && properties[kind] !== null).map((kind) => ({
    kind,
    value: properties[kind],
  }));
}

/** The one handle of checked inputs, or undefined while it is not known. */
export function handleOf(properties: PropertyMap): VersionSelector | undefined {
  const [given] = givenHandles(properties);
  return given === undefined || given.value === UNKNOWN ? undefined : (given as VersionSelector);
}

/** `tag:v1.4.2`: how the state remembers by which handle a version was found. */
export function formatHandle(handle: VersionSelector): string {
  return `${handle.kind}:${handle.value}`;
}

/** Whether a handle names this version, as far as these facts tell. */
export function names(handle: VersionSelector, facts: Pick<VersionFacts, "id" | "name" | "tags">): boolean {
  switch (handle.kind) {
    case "versionId":
      return facts.id === handle.value;
    case "tag":
      return facts.tags?.includes(handle.value) ?? false;
    default:
      return facts.name === handle.value;
  }
}

/** `version 1.4.2`, `tag v1.4.2`, `digest sha256:…`, `version id 4711`. */
export function describeHandle(handle: VersionSelector): string {
  return handle.kind === "versionId" ? `version id ${handle.value}` : `${handle.kind} ${handle.value}`;
}
