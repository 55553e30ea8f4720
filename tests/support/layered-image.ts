import { type BuiltBlob, type BuiltManifest, digestOf, mediaTypes } from "../../emulator/images";

/** An image of these layers: images that name the same text share the layer, as those do that are built from one base. */
export function layeredImage(name: string, layers: readonly string[]): BuiltManifest {
  const config = blob(mediaTypes.ociConfig, JSON.stringify({ os: "linux", architecture: "amd64", name }));
  const blobs = [config, ...layers.map((layer) => blob(mediaTypes.ociLayer, layer))];
  const [first, ...others] = blobs.map(({ mediaType, digest, content }) => ({
    mediaType,
    digest,
    size: content.length,
  }));
  const content = JSON.stringify({
    schemaVersion: 2,
    mediaType: mediaTypes.ociManifest,
    config: first,
    layers: others,
  });
  return { digest: digestOf(content), mediaType: mediaTypes.ociManifest, content, blobs };
}

/** Everything that these manifests need, each digest once. */
export function bytesOf(...manifests: readonly BuiltManifest[]): number {
  const contents = new Map<string, number>();
  for (const { digest, content, blobs } of manifests) {
    contents.set(digest, content.length);
    for (const blob of blobs) contents.set(blob.digest, blob.content.length);
  }
  return [...contents.values()].reduce((sum, size) => sum + size, 0);
}

function blob(mediaType: string, text: string): BuiltBlob {
  return { digest: digestOf(text), mediaType, content: Buffer.from(text) };
}
