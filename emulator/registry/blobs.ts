import { digestOf } from "../images";
import { requirePull, requirePush } from "./identity";
import { readBody } from "./read-body";
import type { RegistryAnswer, RegistryCall } from "./registry-call";
import { RegistryError, unsupported } from "./registry-error";
import { parseRepository, type RepositoryName } from "./routes";

/**
 * The emulator keeps blobs in memory; ghcr.io takes up to 10 GB a layer
 * (docs.github.com/packages/working-with-a-github-packages-registry/working-with-the-container-registry).
 */
const MAX_BLOB_BYTES = 256 * 1024 * 1024;

/** HEAD and GET of a config or layer. Of seeded images the emulator has the manifests only. */
export function handleBlob(call: RegistryCall, repository: RepositoryName, digest: string): RegistryAnswer {
  if (call.method !== "GET" && call.method !== "HEAD") throw unsupported();
  requirePull(call.identity, repository, call.world);
  const content = call.blobs.get(repository, digest);
  if (!content) throw new RegistryError(404, "BLOB_UNKNOWN", "blob unknown to registry");
  const headers = { "content-type": "application/octet-stream", "docker-content-digest": digest };
  return { status: 200, headers, body: content };
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
  if (digest !== null) return store(call, repository, digest, await readBody(call.message, MAX_BLOB_BYTES));
  return progress(202, repository, call.blobs.begin(), Buffer.alloc(0));
}

/** The digest that was mounted; undefined when it can't be, and the client has to upload. */
function mount(call: RegistryCall, repository: RepositoryName): string | undefined {
  const digest = call.query.get("mount");
  const from = call.query.get("from");
  if (digest === null || from === null) return undefined;
  const source = parseRepository(from.split("/"));
  try {
    requirePull(call.identity, source, call.world);
  } catch (error) {
    if (error instanceof RegistryError) return undefined;
    throw error;
  }
  const content = call.blobs.get(source, digest);
  if (!content) return undefined;
  call.blobs.put(repository, digest, content);
  return digest;
}

async function addChunk(call: RegistryCall, upload: string, soFar: Buffer): Promise<Buffer> {
  const start = /^(?:bytes )?(\d+)-/.exec(call.message.headers["content-range"] ?? "")?.[1];
  if (start !== undefined && Number(start) !== soFar.length) {
    throw new RegistryError(416, "BLOB_UPLOAD_INVALID", "blob upload invalid");
  }
  return call.blobs.append(upload, await readBody(call.message, MAX_BLOB_BYTES));
}

async function finish(call: RegistryCall, repository: RepositoryName, upload: string): Promise<RegistryAnswer> {
  const content = call.blobs.append(upload, await readBody(call.message, MAX_BLOB_BYTES));
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
