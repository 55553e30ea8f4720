import type { BuiltManifest } from "../../emulator/images";

export interface PushTarget {
  /** Origin of the registry. */
  readonly registryUrl: string;
  /** `acme/api` */
  readonly repository: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Pushes manifests with all that they need, as a registry client does: blobs first, the last manifest under the tags. */
export async function pushImage(
  target: PushTarget,
  manifests: readonly BuiltManifest[],
  tags: readonly string[] = [],
): Promise<void> {
  for (const [index, manifest] of manifests.entries()) {
    for (const blob of manifest.blobs) await pushBlob(target, blob);
    const last = index === manifests.length - 1;
    for (const reference of last && tags.length > 0 ? tags : [manifest.digest]) {
      await putManifest(target, reference, manifest);
    }
  }
}

async function pushBlob(target: PushTarget, blob: BuiltManifest["blobs"][number]): Promise<void> {
  const begun = await send(target, "POST", `${base(target)}/blobs/uploads/`, 202);
  const upload = new URL(begun.headers.get("location") ?? "", target.registryUrl);
  upload.searchParams.set("digest", blob.digest);
  await send(target, "PUT", upload.href, 201, { "content-type": "application/octet-stream" }, blob.content);
}

async function putManifest(target: PushTarget, reference: string, manifest: BuiltManifest): Promise<void> {
  const url = `${base(target)}/manifests/${reference}`;
  await send(target, "PUT", url, 201, { "content-type": manifest.mediaType }, Buffer.from(manifest.content));
}

async function send(
  target: PushTarget,
  method: string,
  url: string,
  expected: number,
  headers: Record<string, string> = {},
  body?: Buffer,
): Promise<Response> {
  const content = body === undefined ? {} : { body: new Uint8Array(body) };
  const response = await fetch(url, { method, headers: { ...target.headers, ...headers }, ...content });
  const text = await response.text();
  if (response.status !== expected) throw new Error(`${method} ${url}: ${response.status} ${text}`);
  return response;
}

function base({ registryUrl, repository }: PushTarget): string {
  return `${registryUrl}/v2/${repository}`;
}
