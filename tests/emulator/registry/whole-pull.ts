import { Agent, type IncomingHttpHeaders, request } from "node:http";
import { digestOf } from "../../../emulator/images";
import type { PushTarget } from "../../support/push-image";
import { acceptAll } from "./support";

interface Descriptor {
  readonly mediaType: string;
  readonly digest: string;
  readonly size: number;
}

interface Manifest {
  readonly mediaType: string;
  readonly config?: Descriptor;
  readonly layers?: readonly Descriptor[];
  readonly manifests?: readonly Descriptor[];
}

export interface WholePull {
  /** The digests of the manifests and blobs that were there and true. */
  readonly manifests: ReadonlySet<string>;
  readonly blobs: ReadonlySet<string>;
  /** What was missing, or was not what it is named. */
  readonly wrong: readonly string[];
}

/**
 * Pulls images with all that they name, as a client does that trusts nothing: of each manifest, config and layer the
 * digest and the size are computed and compared with what names them, and a tag has to lead to the digest it says.
 */
export async function pullWhole(target: PushTarget, references: readonly string[]): Promise<WholePull> {
  const pulled = { manifests: new Set<string>(), blobs: new Set<string>() };
  const wrong: string[] = [];
  const agent = new Agent({ keepAlive: true });

  /** The body, unless it is known already or not what it is named. */
  const fetched = async (kind: "manifests" | "blobs", reference: string, named?: Descriptor) => {
    if (pulled[kind].has(reference)) return undefined;
    const url = `${target.registryUrl}/v2/${target.repository}/${kind}/${reference}`;
    const { status, headers, body } = await get(url, { ...target.headers, accept: acceptAll }, agent);
    const digest = digestOf(body);
    const isTrue =
      status === 200 &&
      digest === headers["docker-content-digest"] &&
      digest === (reference.includes(":") ? reference : digest) &&
      body.length === (named?.size ?? body.length) &&
      headers["content-length"] === String(body.length) &&
      (kind === "blobs" || headers["content-type"] === (named?.mediaType ?? JSON.parse(body.toString()).mediaType));
    if (!isTrue) wrong.push(`${target.repository} ${kind} ${reference}: ${status} ${body.subarray(0, 200)}`);
    pulled[kind].add(digest);
    return isTrue ? body : undefined;
  };

  const pull = async (reference: string, named?: Descriptor): Promise<void> => {
    const body = await fetched("manifests", reference, named);
    if (!body) return;
    const { config, layers = [], manifests = [] }: Manifest = JSON.parse(body.toString());
    for (const child of manifests) await pull(child.digest, child);
    for (const blob of config ? [config, ...layers] : layers) await fetched("blobs", blob.digest, blob);
  };

  for (const reference of references) await pull(reference);
  agent.destroy();
  return { ...pulled, wrong };
}

interface Answer {
  readonly status: number | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

function get(url: string, headers: Record<string, string>, agent: Agent): Promise<Answer> {
  return new Promise((resolve, reject) => {
    request(url, { headers, agent }, async (response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of response) chunks.push(chunk);
      resolve({ status: response.statusCode, headers: response.headers, body: Buffer.concat(chunks) });
    })
      .on("error", reject)
      .end();
  });
}
