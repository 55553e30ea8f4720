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

function blob(mediaType: string, text: string): BuiltBlob {
  return { digest: digestOf(text), mediaType, content: Buffer.from(text) };
}
