import {
  buildAttestation,
  buildChart,
  buildImage,
  buildIndex,
  buildReferrer,
  buildSignature,
  mediaTypes,
} from "../../../emulator/images";
import { ACCEPTED_MANIFESTS, parseManifest } from "../../../provider/registry/parse-manifest";

const schema1 = "application/vnd.docker.distribution.manifest.v1+prettyjws";
const artifactManifest = "application/vnd.oci.artifact.manifest.v1+json";
const digest = (letter: string) => `sha256:${letter.repeat(64)}`;

const image = buildImage({ content: "x" });
const arm = buildImage({ content: "x", platform: "linux/arm64/v8", docker: true });
const parse = (of: { digest: string; mediaType: string; content: string }) =>
  parseManifest(of.digest, of.mediaType, of.content);
const parseFields = (fields: unknown, contentType?: string) =>
  parseManifest(digest("a"), contentType, JSON.stringify(fields));

const descriptor = { mediaType: mediaTypes.ociConfig, digest: digest("c"), size: 2 };
const manifest = { schemaVersion: 2, mediaType: mediaTypes.ociManifest, config: descriptor, layers: [] };
const index = { schemaVersion: 2, mediaType: mediaTypes.ociIndex, manifests: [] };

describe("a manifest", () => {
  it("is an image when its config is one of OCI's or Docker's images", () => {
    const facts = (of: typeof image) => ({
      digest: of.digest,
      mediaType: of.mediaType,
      kind: "image",
      children: [],
      size: of.content.length,
      blobs: of.blobs.map(({ digest, content }) => ({ digest, size: content.length })),
    });
    expect(parse(image)).toEqual(facts(image));
    expect(parse(arm)).toEqual(facts(arm));
    expect(parse(buildSignature(image.digest)).kind).toBe("image");
  });

  it("is an index with its children, whatever their platform", () => {
    const attestation = buildAttestation(image);
    const built = buildIndex([image, arm, attestation, buildIndex([image])]);
    expect(parse(built)).toEqual({
      digest: built.digest,
      mediaType: mediaTypes.ociIndex,
      kind: "index",
      size: built.content.length,
      blobs: [],
      children: [
        { digest: image.digest, platform: "linux/amd64" },
        { digest: arm.digest, platform: "linux/arm64/v8" },
        {
          digest: attestation.digest,
          platform: "unknown/unknown",
          annotations: {
            "vnd.docker.reference.digest": image.digest,
            "vnd.docker.reference.type": "attestation-manifest",
          },
        },
        { digest: buildIndex([image]).digest },
      ],
    });
    expect(parse(buildIndex([arm], { docker: true }))).toMatchObject({
      kind: "index",
      mediaType: mediaTypes.dockerIndex,
    });
  });

  it("is an artifact when its config is of another type", () => {
    expect(parse(buildChart("api", "1.0.0"))).toMatchObject({ kind: "artifact", artifactType: mediaTypes.helmConfig });
  });

  it("names its subject, and its own artifact type before its config's", () => {
    expect(parse(buildReferrer(image, "application/spdx+json"))).toMatchObject({
      kind: "artifact",
      artifactType: "application/spdx+json",
      subject: { digest: image.digest },
      children: [],
    });
    expect(parse(buildIndex([], { subject: image }))).toMatchObject({
      kind: "index",
      subject: { digest: image.digest },
    });
    expect(parse(buildImage({ content: "y", subject: image }))).toMatchObject({
      kind: "image",
      subject: { digest: image.digest },
    });
  });

  it("may be one of Docker's first schema, or of OCI's release candidates", () => {
    expect(parseFields({ schemaVersion: 1, fsLayers: [], history: [] }, schema1)).toMatchObject({ kind: "schema1" });
    const fields = { mediaType: artifactManifest, artifactType: "a/b", subject: descriptor };
    expect(parseFields(fields)).toMatchObject({
      kind: "artifact",
      artifactType: "a/b",
      subject: { digest: digest("c") },
    });
  });

  it("may leave its type to the registry's header", () => {
    const { mediaType: _, ...bare } = manifest;
    expect(parseFields(bare, `${mediaTypes.ociManifest}; charset=utf-8`)).toMatchObject({ kind: "image" });
    expect(parseFields(manifest, "application/octet-stream")).toMatchObject({ mediaType: mediaTypes.ociManifest });
  });

  it("tells of each blob how large it is, as far as that can be true", () => {
    const sizes = [0, 5, 1e12, 1e12 + 1, -1, 1.5, 1e300, "5", null, undefined];
    const layers = sizes.map((size, place) => ({ digest: digest(String(place)), size }));
    expect(parseFields({ ...manifest, layers }).blobs).toEqual([
      { digest: digest("c"), size: 2 },
      { digest: digest("0"), size: 0 },
      { digest: digest("1"), size: 5 },
      { digest: digest("2"), size: 1e12 },
      ...["3", "4", "5", "6", "7", "8", "9"].map((letter) => ({ digest: digest(letter) })),
    ]);
  });

  it("leaves out layers that are pulled from elsewhere", () => {
    const types = [
      "application/vnd.oci.image.layer.nondistributable.v1.tar+gzip",
      "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip",
    ];
    const foreign = types.map((mediaType) => ({ mediaType, digest: digest("f"), size: 9 }));
    const linked = { mediaType: mediaTypes.ociLayer, digest: digest("e"), size: 9, urls: ["https://example.com/e"] };
    const own = { mediaType: mediaTypes.ociLayer, digest: digest("b"), size: 9, urls: [] };
    expect(parseFields({ ...manifest, layers: [...foreign, linked, own] }).blobs).toEqual([
      { digest: digest("c"), size: 2 },
      { digest: digest("b"), size: 9 },
    ]);
  });

  it("has the layers that BuildKit once listed in an index as blobs", () => {
    const layer = { mediaType: mediaTypes.ociLayer, digest: digest("b"), size: 9 };
    const config = { mediaType: "application/vnd.buildkit.cacheconfig.v0", digest: digest("d"), size: 3 };
    const part = { mediaType: mediaTypes.ociManifest, digest: digest("e"), size: 4 };
    const untyped = { digest: digest("f"), size: 5 };
    expect(parseFields({ ...index, manifests: [layer, config, part, untyped] }).blobs).toEqual([
      { digest: digest("b"), size: 9 },
      { digest: digest("d"), size: 3 },
    ]);
  });

  it("tells no sizes where it is of Docker's first schema, and of an artifact's blobs those that it has", () => {
    const fsLayers = [{ blobSum: digest("b") }];
    expect(parseFields({ schemaVersion: 1, fsLayers, history: [] }, schema1).blobs).toEqual([{ digest: digest("b") }]);
    expect(parseFields({ mediaType: artifactManifest, blobs: [descriptor] }).blobs).toEqual([
      { digest: digest("c"), size: 2 },
    ]);
    expect(parseFields({ mediaType: artifactManifest }).blobs).toEqual([]);
  });

  it.each([
    ["no object", { ...manifest, layers: [null] }],
    ["without a digest", { ...manifest, layers: [{ size: 5 }] }],
    ["with a digest that is none", { ...manifest, layers: [{ digest: "latest", size: 5 }] }],
    ["in no list", { mediaType: artifactManifest, blobs: { 0: descriptor } }],
  ])("is understood, and tells of no blobs, when a blob is %s", (_, fields) => {
    expect(parseFields(fields)).not.toHaveProperty("blobs");
  });

  it("shares one empty list of children with all others", () => {
    expect(parse(image).children).toBe(parse(arm).children);
  });

  it.each([
    ["no JSON", "<html>", mediaTypes.ociIndex],
    ["no object", "[]", mediaTypes.ociIndex],
    ["no media type", JSON.stringify({ schemaVersion: 2, config: descriptor, layers: [] }), undefined],
    ["a general media type", JSON.stringify({ ...manifest, mediaType: undefined }), "application/json"],
    [
      "an unknown media type",
      JSON.stringify({ ...index, mediaType: "application/vnd.example.v9+json" }),
      mediaTypes.ociIndex,
    ],
    ["a media type that is an object", JSON.stringify({ ...index, mediaType: {} }), mediaTypes.ociIndex],
    [
      "the name of an object's own method as media type",
      JSON.stringify({ ...index, mediaType: "constructor" }),
      undefined,
    ],
    ["another known type than the header says", JSON.stringify(index), mediaTypes.ociManifest],
    ["another schema version", JSON.stringify({ ...index, schemaVersion: 3 }), undefined],
    ["lists of manifests and of layers", JSON.stringify({ ...index, layers: [] }), undefined],
    ["layers, a config, and manifests", JSON.stringify({ ...manifest, manifests: [] }), undefined],
    ["no manifests", JSON.stringify({ ...index, manifests: undefined }), undefined],
    ["manifests that are no list", JSON.stringify({ ...index, manifests: {} }), undefined],
    ["a child without a digest", JSON.stringify({ ...index, manifests: [{ size: 1 }] }), undefined],
    ["a child that is no object", JSON.stringify({ ...index, manifests: [null] }), undefined],
    ["no config", JSON.stringify({ ...manifest, config: undefined }), undefined],
    ["layers that are no list", JSON.stringify({ ...manifest, layers: {} }), undefined],
    ["a subject without a digest", JSON.stringify({ ...manifest, subject: { digest: "latest" } }), undefined],
  ])("is unknown with %s", (_, body, contentType) => {
    expect(() => parseManifest(digest("a"), contentType, body)).toThrow(
      expect.objectContaining({ name: "UnknownManifest" }),
    );
  });
});

it("names every known type to the registry", () => {
  for (const type of [
    mediaTypes.ociIndex,
    mediaTypes.ociManifest,
    mediaTypes.dockerIndex,
    mediaTypes.dockerManifest,
    schema1,
    artifactManifest,
  ]) {
    expect(ACCEPTED_MANIFESTS.split(", ")).toContain(type);
  }
});
