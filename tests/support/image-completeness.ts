import { mediaTypes } from "../../emulator/images";

/** A registry, and how it is shown who asks. */
export interface RegistryView {
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
}

const ACCEPT = [mediaTypes.ociIndex, mediaTypes.ociManifest, mediaTypes.dockerIndex, mediaTypes.dockerManifest].join(
  ", ",
);

/**
 * What somebody who pulls these tags, or digests, on every platform would miss: "v1 lacks sha256:…", in order. Each is followed through
 * all indexes below it.
 */
export async function missingParts(
  registry: RegistryView,
  repository: string,
  references: readonly string[],
): Promise<string[]> {
  const missing = await Promise.all(
    references.map(async (reference) => {
      const absent: string[] = [];
      const pending = [reference];
      const seen = new Set<string>();
      for (let one = pending.pop(); one !== undefined; one = pending.pop()) {
        if (seen.has(one)) continue;
        seen.add(one);
        const manifest = await pull(registry, repository, one);
        if (manifest === undefined) absent.push(one);
        else pending.push(...(manifest.manifests ?? []).map(({ digest }) => digest));
      }
      return absent.map((digest) => `${reference} lacks ${digest}`);
    }),
  );
  return missing.flat().sort();
}

interface Manifest {
  readonly manifests?: readonly { readonly digest: string }[];
}

async function pull(registry: RegistryView, repository: string, reference: string): Promise<Manifest | undefined> {
  const url = `${registry.url}/v2/${repository}/manifests/${reference}`;
  const response = await fetch(url, { headers: { accept: ACCEPT, ...registry.headers } });
  if (response.status === 404) {
    await response.arrayBuffer();
    return undefined;
  }
  if (response.status !== 200) throw new Error(`GET ${url}: ${response.status}`);
  return (await response.json()) as Manifest;
}
