import { digestOf } from "../images";
import { requirePull, requirePush } from "./identity";
import { namedBlob } from "./named-blobs";
import { pushedContent } from "./pushed-content";
import type { RegistryAnswer, RegistryCall } from "./registry-call";
import { blobUnknown, RegistryError, unsupported } from "./registry-error";
import { parseRepository, type RepositoryName } from "./routes";

/**
 * The emulator keeps blobs in memory; ghcr.io takes up to 10 GB a layer
 * (docs.github.com/packages/working-with-a-github-packages-registry/working-with-the-container-registry).
 */
const MAX_BLOB_BYTES = 256 * 1024 * 1024;

/** HEAD and GET of a config or layer. */
export function handleBlob(call: RegistryCall, repository: RepositoryName, digest: string): RegistryAnswer {
  if (call.method !== "GET" && call.method !== "HEAD") throw unsupported();
  const content = findBlob(call, repository, digest);
  if (content === undefined) throw blobUnknown("blob unknown to registry");
  if (content === "unknown bytes") {
    throw blobUnknown(
      "blob unknown to registry: the emulator was given the manifest that names it, but not the blob. Push the image to the emulator to pull it whole.",
    );
  }
  const headers = { "content-type": "application/octet-stream", "docker-content-digest": digest };
  return { status: 200, headers, body: content };
}

/** @throws RegistryError unless the identity may pull from the repository */
function findBlob(
  { blobs, identity, world }: RegistryCall,
  repository: RepositoryName,
  digest: string,
): ReturnType<typeof namedBlob> {
  const record = requirePull(identity, repository, world);
  return blobs.get(repository, digest) ?? namedBlob(record, digest);
}

/** Uploads: in one request, in chunks, or by mounting what another repository has (distribution-spec, "Pushing blobs"). */
export async function handleUpload(
  call: RegistryCall,
  repository: RepositoryName,
  upload: string | undefined,
): Promise<RegistryAnswer> {
  requirePush(call.identity, repository, call.world);
  if (upload === undefined) {
    if (call.method !== "POST") throw unsupported();
    return beginUpload(call, repository);
  }
  const soFar = call.blobs.uploaded(upload);
  if (!soFar) throw new RegistryError(404, "BLOB_UPLOAD_UNKNOWN", "blob upload unknown to registry");
  switch (call.method) {
    case "GET":
      return progress(204, repository, upload, soFar);
    case "PATCH":
      return progress(202, repository, upload, await addChunk(call, upload, soFar));
    case "PUT":
      return finish(call, repository, upload);
    case "DELETE":
      call.blobs.end(upload);
      return { status: 204 };
    default:
      throw unsupported();
  }
}

async function beginUpload(call: RegistryCall, repository: RepositoryName): Promise<RegistryAnswer> {
  const mounted = mount(call, repository);
  if (mounted !== undefined) return created(repository, mounted);
  const digest = call.query.get("digest");
  if (digest !== null) return store(call, repository, digest, await pushedContent(call.message, MAX_BLOB_BYTES));
  return progress(202, repository, call.blobs.begin(), Buffer.alloc(0));
}

/** The digest that was mounted; undefined when it can't be, and the client has to upload. */
function mount(call: RegistryCall, repository: RepositoryName): string | undefined {
  const digest = call.query.get("mount");
  const from = call.query.get("from");
  if (digest === null || from === null) return undefined;
  const source = parseRepository(from.split("/"));
  try {
    const content = findBlob(call, source, digest);
    if (content === undefined || content === "unknown bytes") return undefined;
    call.blobs.put(repository, digest, content);
    return digest;
  } catch (error) {
    if (error instanceof RegistryError) return undefined;
    throw error;
  }
}

async function addChunk(call: RegistryCall, upload: string, soFar: Buffer): Promise<Buffer> {
  const start = /^(?:bytes )?(\d+)-/.exec(call.message.headers["content-range"] ?? "")?.[1];
  if (start !== undefined && Number(start) !== soFar.length) {
    throw new RegistryError(416, "BLOB_UPLOAD_INVALID", "blob upload invalid");
  }
  return call.blobs.append(upload, await pushedContent(call.message, MAX_BLOB_BYTES));
}

async function finish(call: RegistryCall, repository: RepositoryName, upload: string): Promise<RegistryAnswer> {
  const content = call.blobs.append(upload, await pushedContent(call.message, MAX_BLOB_BYTES));
  call.blobs.end(upload);
  return store(call, repository, call.query.get("digest") ?? "", content);
}

function store(call: RegistryCall, repository: RepositoryName, digest: string, content: Buffer): RegistryAnswer {
  if (digestOf(content) !== digest) {
    throw new RegistryError(400, "DIGEST_INVALID", "provided digest did not match uploaded content");
  }
  call.blobs.put(repository, digest, content);
  return created(repository, digest);
}

function created({ owner, name }: RepositoryName, digest: string): RegistryAnswer {
  return {
    status: 201,
    headers: { location: `/v2/${owner}/${name}/blobs/${digest}`, "docker-content-digest": digest },
  };
}

function progress(status: number, { owner, name }: RepositoryName, upload: string, { length }: Buffer): RegistryAnswer {
  const headers = {
    location: `/v2/${owner}/${name}/blobs/uploads/${upload}`,
    "docker-upload-uuid": upload,
    range: `0-${Math.max(0, length - 1)}`,
  };
  return { status, headers };
}
