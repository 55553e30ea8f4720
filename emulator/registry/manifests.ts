import { digestOf, mediaTypes } from "../images";
import type { ManifestRecord } from "../seed";
import type { PackageRecord } from "../world/package-record";
import type { VersionRecord } from "../world/version-list";
import { requirePull, requirePush } from "./identity";
import { pushedContent } from "./pushed-content";
import type { RegistryAnswer, RegistryCall } from "./registry-call";
import { manifestUnknown, RegistryError, unsupported } from "./registry-error";
import type { RepositoryName } from "./routes";

/** How ghcr.io names a manifest's type to a client that did not say it accepts it. */
const TYPE_NAMES: Readonly<Record<string, readonly [string, string]>> = {
  [mediaTypes.ociIndex]: ["OCI index", "OCI indexes"],
  [mediaTypes.ociManifest]: ["OCI manifest", "OCI manifests"],
  [mediaTypes.dockerIndex]: ["Manifest list", "manifest lists"],
  [mediaTypes.dockerManifest]: ["Schema 2 manifest", "schema 2 manifests"],
};

const TAG = /^\w[\w.-]{0,127}$/;

const DIGEST = /^sha256:[0-9a-f]{64}$/;

/** Registries take at least this much (github.com/opencontainers/distribution-spec/blob/main/spec.md#pushing-manifests). */
const MAX_MANIFEST_BYTES = 4 * 1024 * 1024;

export function handleManifest(
  call: RegistryCall,
  repository: RepositoryName,
  reference: string,
): RegistryAnswer | Promise<RegistryAnswer> {
  switch (call.method) {
    case "GET":
    case "HEAD":
      return pull(call, repository, reference);
    case "PUT":
      return push(call, repository, reference);
    default:
      throw unsupported();
  }
}

function pull(call: RegistryCall, repository: RepositoryName, reference: string): RegistryAnswer {
  const record = requirePull(call.identity, repository, call.world);
  const version = findVersion(call, record, reference);
  if (!version?.manifest) throw manifestUnknown();
  const { mediaType, content } = version.manifest;
  requireAccepted(call, mediaType);
  const headers = { "content-type": mediaType, "docker-content-digest": version.name, etag: `"${version.name}"` };
  if (call.message.headers["if-none-match"] === headers.etag) return { status: 304, headers };
  if (call.method === "GET" && call.behaviors.manifestDownloads === "counted" && version.deletedAt === undefined) {
    call.world.setDownloads(record.facts.owner, "container", record.facts.name, version.id, version.downloads + 1);
  }
  return { status: 200, headers, body: content };
}

function findVersion(call: RegistryCall, record: PackageRecord, reference: string): VersionRecord | undefined {
  const active = record.versionByName(reference) ?? record.versionByTag(reference);
  if (active || call.behaviors.deletedManifests === "missing") return active;
  return [...record.deleted].find((version) => version.name === reference);
}

/** Every type has to be named: a wildcard does not help. */
function requireAccepted(call: RegistryCall, mediaType: string): void {
  const accepted = (call.message.headers.accept ?? "").split(",").map((type) => type.split(";")[0]?.trim());
  if (accepted.includes(mediaType)) return;
  const [one, many] = TYPE_NAMES[mediaType] ?? ["Manifest", `${mediaType}`];
  throw manifestUnknown(`${one} found, but Accept header does not support ${many}`);
}

/**
 * A push by tag moves the tag; a push by digest makes an untagged version. Nothing looks for the blobs and manifests
 * that are named: whether ghcr.io does isn't known.
 */
async function push(call: RegistryCall, repository: RepositoryName, reference: string): Promise<RegistryAnswer> {
  requirePush(call.identity, repository, call.world);
  const body = await pushedContent(call.message, MAX_MANIFEST_BYTES);
  const digest = digestOf(body);
  const isDigest = reference.includes(":");
  if (isDigest && (!DIGEST.test(reference) || reference !== digest)) {
    throw new RegistryError(400, "DIGEST_INVALID", "provided digest did not match uploaded content");
  }
  if (!isDigest && !TAG.test(reference)) throw new RegistryError(400, "TAG_INVALID", "manifest tag is not valid");
  const manifest = parsePushed(body, call.message.headers["content-type"]);
  const { owner, name } = repository;
  const tags = isDigest ? [] : [reference];
  call.world.publish(owner, "container", name, { name: digest, tags, manifest });
  const headers = { location: `/v2/${owner}/${name}/manifests/${digest}`, "docker-content-digest": digest };
  return { status: 201, headers };
}

/** The content is kept as text, which loses nothing that was UTF-8. */
function parsePushed(body: Buffer, contentType: string | undefined): ManifestRecord {
  const content = body.toString("utf8");
  const mediaType = contentType?.split(";")[0]?.trim() ?? "";
  let named: unknown;
  try {
    named = JSON.parse(content).mediaType;
  } catch {
    throw new RegistryError(400, "MANIFEST_INVALID", "manifest invalid");
  }
  const isWhole = Buffer.from(content).equals(body);
  if (!isWhole || mediaType === "" || (named !== undefined && named !== mediaType)) {
    throw new RegistryError(400, "MANIFEST_INVALID", "manifest invalid");
  }
  return { mediaType, content };
}
