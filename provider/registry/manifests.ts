/**
 * What a registry says about container images: which manifest needs which. The versions that the REST API lists are
 * manifests, and only the registry knows which of them hang together.
 */

/**
 * - `image`: one platform's image: a config of OCI's or Docker's image type, and layers.
 * - `index`: a list of manifests (OCI image index, Docker manifest list).
 * - `artifact`: something else with a config of its own type: a Helm chart, a signature bundle, an SBOM.
 * - `schema1`: Docker's image manifest before 2016.
 */
export type ManifestKind = "image" | "index" | "artifact" | "schema1";

/** A manifest that an index lists. */
export interface ChildManifest {
  readonly digest: string;
  /** `linux/arm64/v8`; buildx's attestations say `unknown/unknown`. */
  readonly platform?: string;
  /** Only those that tie an attestation to its image (`vnd.docker.reference.*`). */
  readonly annotations?: Readonly<Record<string, string>>;
}

/** A config, a layer or another blob that a manifest needs. */
export interface BlobFacts {
  readonly digest: string;
  /** Bytes as the manifest tells them; absent when it does not, or tells what can't be. */
  readonly size?: number;
}

/** What one manifest says about others. A manifest never changes, so this may be remembered for ever. */
export interface ManifestFacts {
  readonly digest: string;
  /** Bytes of the manifest itself. */
  readonly size: number;
  readonly mediaType: string;
  readonly kind: ManifestKind;
  /** Empty for all but an index. */
  readonly children: readonly ChildManifest[];
  /** What the registry keeps for it beside manifests. Absent when its list of that can't be understood. */
  readonly blobs?: readonly BlobFacts[];
  /** What this manifest is about: a signature's image, an SBOM's image. */
  readonly subject?: { readonly digest: string };
  readonly artifactType?: string;
}

/** Called after each manifest. */
export type ReadProgress = (read: number, total: number) => void;

export interface ManifestReader {
  /**
   * Reads every one of these manifests of a container package, or throws.
   *
   * @param owner the login of the package's owner
   * @param packageName the package's name, decoded (`repo/api`)
   * @throws ProviderError `not_found` when the registry has no such manifest, `access_denied` or `unauthenticated` when
   *   it refuses, `rate_limited` or `unavailable` after retries, `unreadable` when a manifest is of a kind that this
   *   provider does not know
   */
  read(
    owner: string,
    packageName: string,
    digests: readonly string[],
    onProgress?: ReadProgress,
  ): Promise<Map<string, ManifestFacts>>;

  /**
   * Like {@link read}, but leaves out the manifests that the registry answers 404 for, as it may for those of deleted
   * versions, and all of them where a server has no registry. Every other failure is thrown.
   */
  readServed(
    owner: string,
    packageName: string,
    digests: readonly string[],
    onProgress?: ReadProgress,
  ): Promise<Map<string, ManifestFacts>>;

  /**
   * Like {@link readServed}, but leaves out as well what is no manifest of a known kind: for those who tell what is known, and decide nothing by it.
   */
  readUnderstood(
    owner: string,
    packageName: string,
    digests: readonly string[],
    onProgress?: ReadProgress,
  ): Promise<Map<string, ManifestFacts>>;

  /** Those of these manifests that were read already. Asks nobody. */
  known(digests: readonly string[]): Map<string, ManifestFacts>;
}
