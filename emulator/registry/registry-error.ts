/**
 * A refusal as a registry words it (github.com/opencontainers/distribution-spec/blob/main/spec.md#error-codes). The
 * body is `{"errors":[{"code","message"}]}`.
 */
export class RegistryError extends Error {
  override readonly name = "RegistryError";

  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
  }
}

/** ghcr.io's DENIED answers carry no challenge (renovatebot/renovate#11446). */
export function denied(message: string): RegistryError {
  return new RegistryError(403, "DENIED", message);
}

export function manifestUnknown(message = "manifest unknown"): RegistryError {
  return new RegistryError(404, "MANIFEST_UNKNOWN", message);
}

export function blobUnknown(message: string): RegistryError {
  return new RegistryError(404, "BLOB_UNKNOWN", message);
}

/** ghcr.io's words for what it does not do, such as deleting a manifest (containers/skopeo#1880). */
export function unsupported(): RegistryError {
  return new RegistryError(405, "UNSUPPORTED", "The operation is unsupported.");
}
