import type { VersionFacts } from "./package";

/** How a program means a version: by exactly one of the four, whichever the registry uses. */
export type VersionSelector =
  | { readonly kind: "version" | "tag" | "digest"; readonly value: string }
  | { readonly kind: "versionId"; readonly value: number };

/** Whether a selector means this version, as far as these facts tell. */
export function selects(selector: VersionSelector, facts: Pick<VersionFacts, "id" | "name" | "tags">): boolean {
  switch (selector.kind) {
    case "versionId":
      return facts.id === selector.value;
    case "tag":
      return facts.tags?.includes(selector.value) ?? false;
    default:
      return facts.name === selector.value;
  }
}

/** `tag:v1.4.2`: how the state remembers by which selector a version was found. */
export function formatSelector({ kind, value }: VersionSelector): string {
  return `${kind}:${value}`;
}

/** `version 1.4.2`, `tag v1.4.2`, `digest sha256:…`, `version id 4711`. */
export function describeSelector({ kind, value }: VersionSelector): string {
  return kind === "versionId" ? `version id ${value}` : `${kind} ${value}`;
}
