import { createHash } from "node:crypto";
import { gzipStored, imageLayer } from "./image-layer";

/**
 * Builds container images whose digests are true: the same call gives the same bytes on every machine, so data sets,
 * tests and benches can name them. Image formats: github.com/opencontainers/image-spec, and for Docker's own media
 * types github.com/distribution/distribution/blob/main/docs/content/spec/manifest-v2-2.md.
 */

export const mediaTypes = {
  ociIndex: "application/vnd.oci.image.index.v1+json",
  ociManifest: "application/vnd.oci.image.manifest.v1+json",
  dockerIndex: "application/vnd.docker.distribution.manifest.list.v2+json",
  dockerManifest: "application/vnd.docker.distribution.manifest.v2+json",
  ociConfig: "application/vnd.oci.image.config.v1+json",
  dockerConfig: "application/vnd.docker.container.image.v1+json",
  ociLayer: "application/vnd.oci.image.layer.v1.tar+gzip",
  dockerLayer: "application/vnd.docker.image.rootfs.diff.tar.gzip",
  empty: "application/vnd.oci.empty.v1+json",
  inToto: "application/vnd.in-toto+json",
  cosignSimpleSigning: "application/vnd.dev.cosign.simplesigning.v1+json",
  sigstoreBundle: "application/vnd.dev.sigstore.bundle.v0.3+json",
  helmConfig: "application/vnd.cncf.helm.config.v1+json",
  helmChart: "application/vnd.cncf.helm.chart.content.v1.tar+gzip",
} as const;

export interface BuiltBlob {
  readonly digest: string;
  readonly mediaType: string;
  readonly content: Buffer;
}

/** A manifest or an index, as a registry keeps it. */
export interface BuiltManifest {
  readonly digest: string;
  readonly mediaType: string;
  readonly content: string;
  /** What the manifest needs besides other manifests: its config and layers. */
  readonly blobs: readonly BuiltBlob[];
  /** How an index that lists it describes it. */
  readonly listing?: Listing;
}

export interface Listing {
  /** `linux/arm64/v8`. */
  readonly platform?: string;
  readonly artifactType?: string;
  readonly annotations?: Readonly<Record<string, string>>;
}

export interface ImageOptions {
  /** Default `linux/amd64`. */
  readonly platform?: string;
  /** What distinguishes this image from others: `acme/api 1.4.2`. */
  readonly content: string;
  /** Default 1. */
  readonly layers?: number;
  readonly annotations?: Readonly<Record<string, string>>;
  /** Docker's own media types in place of OCI's. */
  readonly docker?: boolean;
  readonly subject?: BuiltManifest;
}

export interface IndexOptions {
  readonly annotations?: Readonly<Record<string, string>>;
  readonly docker?: boolean;
  readonly subject?: BuiltManifest;
}

/** An image for one platform. */
export function buildImage(options: ImageOptions): BuiltManifest {
  const platform = options.platform ?? "linux/amd64";
  const layerType = options.docker ? mediaTypes.dockerLayer : mediaTypes.ociLayer;
  const archives = Array.from({ length: options.layers ?? 1 }, (_, index) =>
    imageLayer(`layer-${index}`, `${options.content} ${platform} layer ${index}\n`),
  );
  const layers = archives.map((archive) => blob(layerType, gzipStored(archive)));
  const config = blob(
    options.docker ? mediaTypes.dockerConfig : mediaTypes.ociConfig,
    JSON.stringify({
      ...platformFields(platform),
      config: { Labels: { "org.opencontainers.image.title": options.content } },
      rootfs: { type: "layers", diff_ids: archives.map(digestOf) },
    }),
  );
  return manifest(options.docker ? mediaTypes.dockerManifest : mediaTypes.ociManifest, {
    config,
    layers,
    listing: { platform },
    ...(options.subject && { subject: options.subject }),
    ...(options.annotations && { annotations: options.annotations }),
  });
}

/** An index over manifests or other indexes, which it lists as they are described in their `listing`. */
export function buildIndex(children: readonly BuiltManifest[], options: IndexOptions = {}): BuiltManifest {
  const mediaType = options.docker ? mediaTypes.dockerIndex : mediaTypes.ociIndex;
  const content = JSON.stringify({
    schemaVersion: 2,
    mediaType,
    manifests: children.map((child) => ({
      ...descriptor(child),
      ...(child.listing?.platform !== undefined && { platform: platformFields(child.listing.platform) }),
      ...(child.listing?.artifactType !== undefined && { artifactType: child.listing.artifactType }),
      ...(child.listing?.annotations && { annotations: child.listing.annotations }),
    })),
    ...(options.subject && { subject: descriptor(options.subject) }),
    ...(options.annotations && { annotations: options.annotations }),
  });
  return { digest: digestOf(content), mediaType, content, blobs: [] };
}

export interface MultiPlatformOptions extends Omit<ImageOptions, "platform"> {
  readonly platforms: readonly string[];
  /** Adds buildx's provenance attestation for each platform, as docker/build-push-action does by default. */
  readonly attestations?: boolean;
}

/** What `docker buildx build --platform … --push` publishes: an index and its children, children first. */
export function buildMultiPlatformImage(options: MultiPlatformOptions): {
  readonly index: BuiltManifest;
  readonly children: readonly BuiltManifest[];
} {
  const { platforms, attestations, annotations, ...image } = options;
  const images = platforms.map((platform) => buildImage({ ...image, platform }));
  const children = attestations ? [...images, ...images.map(buildAttestation)] : images;
  const index = buildIndex(children, {
    ...(image.docker && { docker: true }),
    ...(annotations && { annotations }),
  });
  return { index, children };
}

/**
 * buildx's attestation of one image: a manifest for no platform that names its image in the index
 * (docs.docker.com/build/metadata/attestations/attestation-storage).
 */
export function buildAttestation(image: BuiltManifest): BuiltManifest {
  const statement = blob(mediaTypes.inToto, JSON.stringify({ predicateType: slsaProvenance, subject: image.digest }));
  const config = blob(
    mediaTypes.ociConfig,
    JSON.stringify({ ...platformFields("unknown/unknown"), rootfs: { type: "layers", diff_ids: [statement.digest] } }),
  );
  return manifest(mediaTypes.ociManifest, {
    config,
    layers: [statement],
    layerAnnotations: { "in-toto.io/predicate-type": slsaProvenance },
    listing: {
      platform: "unknown/unknown",
      annotations: {
        "vnd.docker.reference.digest": image.digest,
        "vnd.docker.reference.type": "attestation-manifest",
      },
    },
  });
}

/** What `cosign sign` published until cosign 3: an image that belongs to another by its tag alone, see {@link schemeTag}. */
export function buildSignature(forDigest: string): BuiltManifest {
  const payload = blob(
    mediaTypes.cosignSimpleSigning,
    JSON.stringify({
      critical: { image: { "docker-manifest-digest": forDigest }, type: "cosign container image signature" },
    }),
  );
  const config = blob(
    mediaTypes.ociConfig,
    JSON.stringify({ architecture: "", os: "", rootfs: { type: "layers", diff_ids: [payload.digest] } }),
  );
  const signature = createHash("sha256").update(`signature of ${forDigest}`).digest("base64");
  return manifest(mediaTypes.ociManifest, {
    config,
    layers: [payload],
    layerAnnotations: { "dev.cosignproject.cosign/signature": signature },
  });
}

/** An artifact that names what it belongs to in `subject`: a sigstore bundle, an SBOM, an attestation. */
export function buildReferrer(subject: BuiltManifest, artifactType: string = mediaTypes.sigstoreBundle): BuiltManifest {
  return manifest(mediaTypes.ociManifest, {
    artifactType,
    config: emptyBlob,
    layers: [blob(artifactType, JSON.stringify({ about: subject.digest }))],
    subject,
    listing: { artifactType },
  });
}

/** An artifact with a config type of its own, as a Helm chart has (helm.sh/docs/topics/registries). */
export function buildChart(name: string, version: string): BuiltManifest {
  const chart = imageLayer(`${name}/Chart.yaml`, `name: ${name}\nversion: ${version}\n`);
  return manifest(mediaTypes.ociManifest, {
    config: blob(mediaTypes.helmConfig, JSON.stringify({ name, version, apiVersion: "v2" })),
    layers: [blob(mediaTypes.helmChart, gzipStored(chart))],
  });
}

/**
 * The tag that ties a manifest to another one: `sha256-<hex>.sig`, `.att` and `.sbom` are cosign's
 * (github.com/sigstore/cosign/blob/main/specs/SIGNATURE_SPEC.md), without an ending it is the referrers fallback of the
 * OCI distribution spec.
 */
export function schemeTag(digest: string, ending: "sig" | "att" | "sbom" | "" = ""): string {
  return digest.replace(":", "-") + (ending && `.${ending}`);
}

export function digestOf(content: string | Buffer): string {
  return `sha256:${createHash("sha256").update(content).digest("hex")}`;
}

const slsaProvenance = "https://slsa.dev/provenance/v1";

const emptyBlob = blob(mediaTypes.empty, "{}");

interface ManifestParts extends IndexOptions {
  readonly config: BuiltBlob;
  readonly layers: readonly BuiltBlob[];
  readonly layerAnnotations?: Readonly<Record<string, string>>;
  readonly artifactType?: string;
  readonly listing?: Listing;
}

function manifest(mediaType: string, parts: ManifestParts): BuiltManifest {
  const content = JSON.stringify({
    schemaVersion: 2,
    mediaType,
    ...(parts.artifactType !== undefined && { artifactType: parts.artifactType }),
    config: descriptor(parts.config),
    layers: parts.layers.map((layer) => ({
      ...descriptor(layer),
      ...(parts.layerAnnotations && { annotations: parts.layerAnnotations }),
    })),
    ...(parts.subject && { subject: descriptor(parts.subject) }),
    ...(parts.annotations && { annotations: parts.annotations }),
  });
  const blobs = [parts.config, ...parts.layers];
  return { digest: digestOf(content), mediaType, content, blobs, ...(parts.listing && { listing: parts.listing }) };
}

function blob(mediaType: string, content: string | Buffer): BuiltBlob {
  return { digest: digestOf(content), mediaType, content: Buffer.from(content) };
}

function descriptor(of: BuiltBlob | BuiltManifest): { mediaType: string; digest: string; size: number } {
  return { mediaType: of.mediaType, digest: of.digest, size: Buffer.byteLength(of.content) };
}

function platformFields(platform: string): { architecture: string; os: string; variant?: string } {
  const [os = "", architecture = "", variant] = platform.split("/");
  return { architecture, os, ...(variant !== undefined && { variant }) };
}
