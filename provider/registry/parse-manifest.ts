import { foreignWords } from "../model/foreign-words";
import type { BlobFacts, ChildManifest, ManifestFacts, ManifestKind } from "./manifests";

/** Why a manifest cannot be understood. What refers to what is then unknown, so nothing may be deleted on the strength of it. */
export class UnknownManifest extends Error {
  override readonly name = "UnknownManifest" as const;
}

type ManifestForm = "index" | "manifest" | "artifact" | "schema1";

/**
 * Every form of manifest that is understood, by media type. OCI's are listed in
 * github.com/opencontainers/image-spec/blob/main/media-types.md; the artifact manifest was in release candidates of OCI
 * 1.1 only; Docker's schema 1 is from before 2016.
 */
const FORMS: Readonly<Record<string, ManifestForm>> = {
  "application/vnd.oci.image.index.v1+json": "index",
  "application/vnd.oci.image.manifest.v1+json": "manifest",
  "application/vnd.docker.distribution.manifest.list.v2+json": "index",
  "application/vnd.docker.distribution.manifest.v2+json": "manifest",
  "application/vnd.oci.artifact.manifest.v1+json": "artifact",
  "application/vnd.docker.distribution.manifest.v1+prettyjws": "schema1",
  "application/vnd.docker.distribution.manifest.v1+json": "schema1",
};

/** The `Accept` header of a manifest request: a registry answers 404 for a type that is not in it. */
export const ACCEPTED_MANIFESTS = Object.keys(FORMS).join(", ");

const IMAGE_CONFIGS = new Set([
  "application/vnd.oci.image.config.v1+json",
  "application/vnd.docker.container.image.v1+json",
]);

/** The lists by which the forms are told apart; a document with those of two forms could mean either, and means neither here. */
const LISTS: Readonly<Record<ManifestForm, readonly string[]>> = {
  index: ["manifests"],
  manifest: ["config", "layers"],
  artifact: ["blobs"],
  schema1: ["fsLayers", "history"],
};

/** github.com/opencontainers/image-spec/blob/main/descriptor.md#digests */
const DIGEST = /^[a-z0-9]+(?:[+._-][a-z0-9]+)*:[a-zA-Z0-9=_-]+$/;

/** Characters of a manifest's own words in a message, or in what is remembered of it. */
const LONGEST_WORDS = 200;

const DOCKER_REFERENCE = "vnd.docker.reference.";

/** Shared by all manifests without children, and all without blobs: there may be a hundred thousand. */
const NONE: readonly never[] = Object.freeze([]);

/**
 * Layers that are pulled from elsewhere (github.com/opencontainers/image-spec/blob/main/layer.md#non-distributable-layers, and Docker's
 * `foreign` ones).
 */
const FOREIGN_LAYER = /^application\/vnd\.(?:oci\.image\.layer\.nondistributable|docker\.image\.rootfs\.foreign)\./;

/**
 * A layer that claims to be larger does not exist: GitHub takes up to 10 GB
 * (docs.github.com/packages/working-with-a-github-packages-registry/working-with-the-container-registry#troubleshooting), a server of its own may take more.
 */
const MOST_BYTES = 1_000_000_000_000;

type Fields = Readonly<Record<string, unknown>>;

/**
 * Translates one manifest. The caller has verified that `body` is what `digest` names.
 *
 * @throws UnknownManifest when the document is not exactly one of the known forms
 */
export function parseManifest(digest: string, contentType: string | undefined, body: string): ManifestFacts {
  const fields = parseObject(body);
  const mediaType = mediaTypeOf(fields, contentType);
  const form = FORMS[mediaType] as ManifestForm;
  checkForm(fields, form, mediaType);
  const kind = kindOf(fields, form);
  const subject = subjectOf(fields);
  const artifactType = artifactTypeOf(fields, kind);
  const children = form === "index" ? childrenOf(fields) : NONE;
  const blobs = blobsOf(fields, form);
  return {
    digest,
    size: Buffer.byteLength(body),
    mediaType,
    kind,
    children,
    ...(blobs !== undefined && { blobs }),
    ...(subject !== undefined && { subject }),
    ...(artifactType !== undefined && { artifactType }),
  };
}

function parseObject(body: string): Fields {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    throw new UnknownManifest("it is not JSON");
  }
  if (!isObject(value)) throw new UnknownManifest("it is not a JSON object");
  return value;
}

/** The document's own word comes first, because the digest covers it; the header must not name another known type. */
function mediaTypeOf(fields: Fields, contentType: string | undefined): string {
  const header = contentType?.split(";")[0]?.trim().toLowerCase();
  const own = fields.mediaType;
  if (own !== undefined && typeof own !== "string") throw new UnknownManifest("its mediaType is not a string");
  const mediaType = own ?? header;
  if (mediaType === undefined) throw new UnknownManifest("it has no media type");
  if (!Object.hasOwn(FORMS, mediaType)) throw new UnknownManifest(`its media type is ${quoted(mediaType)}`);
  if (header !== undefined && header !== mediaType && Object.hasOwn(FORMS, header)) {
    throw new UnknownManifest(`it calls itself ${mediaType}, and the registry calls it ${header}`);
  }
  return mediaType;
}

function checkForm(fields: Fields, form: ManifestForm, mediaType: string): void {
  const version = form === "schema1" ? 1 : form === "artifact" ? undefined : 2;
  if (fields.schemaVersion !== version) {
    throw new UnknownManifest(`its schemaVersion is ${quoted(fields.schemaVersion)}, not ${version}`);
  }
  for (const [other, lists] of Object.entries(LISTS)) {
    for (const list of lists) {
      const present = fields[list] !== undefined && fields[list] !== null;
      if (other !== form && present) throw new UnknownManifest(`it is of type ${mediaType} and has "${list}"`);
      if (other === form && !present && isNeeded(form)) throw new UnknownManifest(`it has no "${list}"`);
    }
  }
}

/** An artifact manifest may be without blobs. */
function isNeeded(form: ManifestForm): boolean {
  return form !== "artifact";
}

function kindOf(fields: Fields, form: ManifestForm): ManifestKind {
  if (form !== "manifest") return form;
  if (!Array.isArray(fields.layers)) throw new UnknownManifest('its "layers" is not a list');
  const config = descriptor(fields.config, "config");
  return IMAGE_CONFIGS.has(String(config.mediaType)) ? "image" : "artifact";
}

function childrenOf(fields: Fields): readonly ChildManifest[] {
  if (!Array.isArray(fields.manifests)) throw new UnknownManifest('its "manifests" is not a list');
  return fields.manifests.map((entry: unknown, index) => {
    const child = descriptor(entry, `manifests[${index}]`);
    const platform = platformOf(child.platform);
    const annotations = referenceAnnotations(child.annotations);
    return {
      digest: child.digest,
      ...(platform !== undefined && { platform }),
      ...(annotations !== undefined && { annotations }),
    };
  });
}

/** BuildKit once wrote its cache as an index that lists layers: what is no manifest is a blob. */
function blobsOf(fields: Fields, form: ManifestForm): readonly BlobFacts[] | undefined {
  const lists: Readonly<Record<ManifestForm, () => unknown>> = {
    manifest: () => [fields.config, ...(fields.layers as unknown[])],
    artifact: () => fields.blobs ?? NONE,
    schema1: () => fields.fsLayers,
    index: () => (fields.manifests as Fields[]).filter(({ mediaType }) => !isManifestType(mediaType)),
  };
  const listed = lists[form]();
  if (!Array.isArray(listed)) return undefined;
  const blobs = listed.filter((one) => !isForeign(one)).map(blobOf);
  if (blobs.includes(undefined)) return undefined;
  return blobs.length === 0 ? NONE : (blobs as BlobFacts[]);
}

function isManifestType(mediaType: unknown): boolean {
  return mediaType === undefined || (typeof mediaType === "string" && Object.hasOwn(FORMS, mediaType));
}

/** The registry need not have it. */
function isForeign(value: unknown): boolean {
  if (!isObject(value)) return false;
  const { mediaType, urls } = value;
  return (typeof mediaType === "string" && FOREIGN_LAYER.test(mediaType)) || (Array.isArray(urls) && urls.length > 0);
}

/** Schema 1 calls the digest `blobSum`, and tells no size. */
function blobOf(value: unknown): BlobFacts | undefined {
  if (!isObject(value)) return undefined;
  const { digest = value.blobSum, size } = value;
  if (typeof digest !== "string" || !DIGEST.test(digest)) return undefined;
  const isPossible = typeof size === "number" && Number.isInteger(size) && size >= 0 && size <= MOST_BYTES;
  return isPossible ? { digest, size } : { digest };
}

function subjectOf(fields: Fields): { readonly digest: string } | undefined {
  if (fields.subject === undefined || fields.subject === null) return undefined;
  return { digest: descriptor(fields.subject, "subject").digest };
}

/**
 * An artifact without a type of its own goes by its config's
 * (github.com/opencontainers/image-spec/blob/main/manifest.md#guidelines-for-artifact-usage).
 */
function artifactTypeOf(fields: Fields, kind: ManifestKind): string | undefined {
  if (typeof fields.artifactType === "string") return foreignWords(fields.artifactType, LONGEST_WORDS);
  if (kind !== "artifact" || !isObject(fields.config)) return undefined;
  const { mediaType } = fields.config;
  return typeof mediaType === "string" ? foreignWords(mediaType, LONGEST_WORDS) : undefined;
}

function descriptor(value: unknown, where: string): Fields & { readonly digest: string } {
  if (!isObject(value)) throw new UnknownManifest(`its "${where}" is not a descriptor`);
  const { digest } = value;
  if (typeof digest !== "string" || !DIGEST.test(digest)) throw new UnknownManifest(`its "${where}" has no digest`);
  return { ...value, digest };
}

function platformOf(value: unknown): string | undefined {
  if (!isObject(value)) return undefined;
  const parts = [value.os, value.architecture, value.variant].filter((part) => typeof part === "string" && part !== "");
  return parts.length > 0 ? foreignWords(parts.join("/"), LONGEST_WORDS) : undefined;
}

function referenceAnnotations(value: unknown): Record<string, string> | undefined {
  if (!isObject(value)) return undefined;
  const kept = Object.entries(value).filter(
    (entry): entry is [string, string] => entry[0].startsWith(DOCKER_REFERENCE) && typeof entry[1] === "string",
  );
  return kept.length > 0 ? Object.fromEntries(kept) : undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Whoever pushes writes the manifest, and may put four million characters where a number belongs. */
function quoted(value: unknown): string {
  return foreignWords(JSON.stringify(value) ?? "missing", LONGEST_WORDS);
}
