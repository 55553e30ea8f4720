import { RegistryError } from "./registry-error";

/** A container package as registries address it: the first segment is the owner, the rest the package's name. */
export interface RepositoryName {
  readonly owner: string;
  readonly name: string;
}

export type RegistryRoute =
  | { readonly kind: "ping" }
  | { readonly kind: "token" }
  | { readonly kind: "manifest"; readonly repository: RepositoryName; readonly reference: string }
  | { readonly kind: "blob"; readonly repository: RepositoryName; readonly digest: string }
  | { readonly kind: "upload"; readonly repository: RepositoryName; readonly upload: string | undefined }
  | { readonly kind: "tags"; readonly repository: RepositoryName }
  | { readonly kind: "referrers"; readonly repository: RepositoryName };

/** github.com/opencontainers/distribution-spec/blob/main/spec.md#pulling-manifests */
const NAME_COMPONENT = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*$/;

/**
 * Finds what a raw path asks for.
 * @returns undefined when it is none of the registry's paths
 * @throws RegistryError for a path below /v2/ that means nothing
 */
export function matchRegistryRoute(path: string): RegistryRoute | undefined {
  if (path === "/token") return { kind: "token" };
  if (path === "/v2" || path === "/v2/") return { kind: "ping" };
  if (!path.startsWith("/v2/")) return undefined;
  const segments = decodeSegments(path.slice("/v2/".length));
  const last = segments.at(-1) ?? "";
  const beforeLast = segments.at(-2);
  const repository = (count: number) => parseRepository(segments.slice(0, -count));
  if (beforeLast === "blobs" && last === "uploads")
    return { kind: "upload", repository: repository(2), upload: undefined };
  if (segments.at(-3) === "blobs" && beforeLast === "uploads") {
    return { kind: "upload", repository: repository(3), upload: last === "" ? undefined : last };
  }
  if (beforeLast === "manifests") return { kind: "manifest", repository: repository(2), reference: last };
  if (beforeLast === "blobs") return { kind: "blob", repository: repository(2), digest: last };
  if (beforeLast === "tags" && last === "list") return { kind: "tags", repository: repository(2) };
  if (beforeLast === "referrers") return { kind: "referrers", repository: repository(2) };
  throw new RegistryError(404, "NAME_UNKNOWN", "page not found");
}

/** @throws RegistryError when the name is outside the grammar of repositories */
export function parseRepository(segments: readonly string[]): RepositoryName {
  const [owner = "", ...rest] = segments;
  if (rest.length === 0 || !segments.every((segment) => NAME_COMPONENT.test(segment))) {
    throw new RegistryError(400, "NAME_INVALID", "invalid repository name");
  }
  return { owner, name: rest.join("/") };
}

function decodeSegments(path: string): string[] {
  try {
    return decodeURIComponent(path).split("/");
  } catch {
    throw new RegistryError(400, "NAME_INVALID", "invalid repository name");
  }
}
