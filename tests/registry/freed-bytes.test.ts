import fc from "fast-check";
import {
  type BuiltBlob,
  type BuiltManifest,
  buildIndex,
  buildReferrer,
  buildSignature,
  digestOf,
  mediaTypes,
  schemeTag,
} from "../../emulator/images";
import { createManifestReader } from "../../provider/registry/registry-manifests";
import { type PackageInput, parsePolicy, planRetention } from "../../provider/retention";
import { Sizes } from "../../provider/sizes";
import { type CollectedRegistry, startCollectedRegistry } from "../support/collected-registry";
import { pushImage } from "../support/push-image";

const RUNS = { numRuns: Number(process.env.PROPERTY_RUNS ?? 12) };

const REPOSITORY = "acme/api";

const FOREIGN = "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip";

/** What is pushed, under which tag, if any. */
interface Push {
  readonly manifest: BuiltManifest;
  readonly tag?: string;
}

interface Recipe {
  /** Layers by their number: images with the same one share it. */
  readonly layers: readonly number[];
  readonly docker: boolean;
  readonly foreign: boolean;
  readonly tag: "pr" | "v" | "none";
  /** What is attached to it. */
  readonly attached: "signature" | "referrer" | "none";
}

const recipe: fc.Arbitrary<Recipe> = fc.record({
  layers: fc.array(fc.nat(7), { maxLength: 5 }),
  docker: fc.boolean(),
  foreign: fc.boolean(),
  tag: fc.constantFrom("pr", "v", "none"),
  attached: fc.constantFrom("signature", "referrer", "none"),
});

/** An index over images, by number, and over the index before it. */
interface List {
  readonly of: readonly number[];
  readonly nests: boolean;
  readonly tag: Recipe["tag"];
}

const indexes: fc.Arbitrary<List[]> = fc.array(
  fc.record({
    of: fc.array(fc.nat(9), { minLength: 1, maxLength: 4 }),
    nests: fc.boolean(),
    tag: recipe.map(({ tag }) => tag),
  }),
  { maxLength: 4 },
);

function pushesOf(recipes: readonly Recipe[], lists: readonly List[]): Push[] {
  const tagged = (manifest: BuiltManifest, tag: Recipe["tag"], number: string): Push =>
    tag === "none" ? { manifest } : { manifest, tag: `${tag}-${number}` };
  const images = recipes.map((one, number) => imageOf(one, number));
  const attached = recipes.flatMap(({ attached }, number): Push[] => {
    const image = images[number] as BuiltManifest;
    if (attached === "signature")
      return [{ manifest: buildSignature(image.digest), tag: schemeTag(image.digest, "sig") }];
    return attached === "referrer" ? [{ manifest: buildReferrer(image) }] : [];
  });
  const built: BuiltManifest[] = [];
  for (const { of, nests } of lists) {
    const listed = [...new Set(of.map((number) => images[number % images.length] as BuiltManifest))];
    const before = built.at(-1);
    built.push(
      buildIndex(nests && before ? [...listed, before] : listed, { annotations: { number: `${built.length}` } }),
    );
  }
  return [
    ...images.map((image, number) => tagged(image, (recipes[number] as Recipe).tag, `image-${number}`)),
    ...attached,
    ...built.map((index, number) => tagged(index, (lists[number] as List).tag, `index-${number}`)),
  ];
}

function imageOf({ layers, docker, foreign }: Recipe, number: number): BuiltManifest {
  const [mediaType, configType, layerType] = docker
    ? [mediaTypes.dockerManifest, mediaTypes.dockerConfig, mediaTypes.dockerLayer]
    : [mediaTypes.ociManifest, mediaTypes.ociConfig, mediaTypes.ociLayer];
  const config = blobOf(configType, JSON.stringify({ os: "linux", architecture: "amd64", number }));
  const own = layers.map((layer) => blobOf(layerType, `layer ${layer} `.repeat(1 + 97 * layer)));
  const elsewhere = { mediaType: FOREIGN, digest: digestOf("windows"), size: 123_456, urls: ["https://example.com/w"] };
  const content = JSON.stringify({
    schemaVersion: 2,
    mediaType,
    config: descriptorOf(config),
    layers: [...(foreign && docker ? [elsewhere] : []), ...own.map(descriptorOf)],
  });
  return { digest: digestOf(content), mediaType, content, blobs: [config, ...own] };
}

function blobOf(mediaType: string, text: string): BuiltBlob {
  return { mediaType, digest: digestOf(text), content: Buffer.from(text) };
}

function descriptorOf({ mediaType, digest, content }: BuiltBlob) {
  return { mediaType, digest, size: content.length };
}

describe("What a plan frees", () => {
  let registry: CollectedRegistry;

  /** What GitHub would list of the registry. */
  const packageOf = (pushes: readonly Push[]): PackageInput => ({
    name: "api",
    versions: pushes.map(({ manifest, tag }, index) => ({
      id: index + 1,
      name: manifest.digest,
      tags: tag === undefined ? [] : [tag],
      createdAt: "2026-01-01T00:00:00Z",
      updatedAt: "2026-01-01T00:00:00Z",
    })),
  });

  const read = (digests: readonly string[]) => {
    const clock = { now: () => Date.now(), sleep: async () => {} };
    const logger = { debug: () => {}, info: () => {}, warn: () => {}, progress: () => {} };
    return createManifestReader({ registryUrl: registry.url, clock, logger }).read("acme", "api", digests);
  };

  const planOf = (packages: PackageInput) => {
    const parsed = parsePolicy({
      owner: "acme",
      packageType: "container",
      packages: ["api"],
      minAge: "0s",
      onAllMatched: "keepNewest",
      rules: {
        "pull requests": { action: "delete", match: { tags: ["pr-*"] } },
        untagged: { action: "delete", match: { tagState: "untagged" } },
      },
    });
    if (parsed.outcome !== "parsed") throw new Error(JSON.stringify(parsed));
    const plan = planRetention({
      policy: parsed.inputs,
      evaluatedAt: Date.parse("2026-06-01T00:00:00Z"),
      packages: [packages],
    });
    expect(plan.failures).toEqual([]);
    return plan;
  };

  const remove = async (digest: string) => {
    const { status } = await fetch(`${registry.url}/v2/${REPOSITORY}/manifests/${digest}`, { method: "DELETE" });
    expect({ digest, status }).toEqual({ digest, status: 202 });
  };

  it("is what a registry gives back whose garbage is collected, whatever images share", async () => {
    let freedSome = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(recipe, { minLength: 1, maxLength: 10 }), indexes, async (recipes, lists) => {
        registry = await startCollectedRegistry();
        try {
          const pushes = pushesOf(recipes, lists);
          for (const { manifest, tag } of pushes)
            await pushImage({ registryUrl: registry.url, repository: REPOSITORY }, [manifest], tag ? [tag] : []);
          const listed = packageOf(pushes);
          const digests = listed.versions.map(({ name }) => name);
          const facts = await read(digests);
          const manifests = new Map(
            [...facts].map(([digest, { children, subject }]) => [digest, { children, subject: subject?.digest }]),
          );
          const going = planOf({ ...listed, manifests }).deletions.map(({ name }) => name);
          const sizes = new Sizes(digests, facts);
          const freed = sizes.freed(going);
          expect(sizes.of(digests)).toEqual({ bytes: await registry.bytesOnDisk(), unknown: 0 });

          const before = await registry.bytesOnDisk();
          for (const digest of going) await remove(digest);
          await registry.collectGarbage();
          const after = await registry.bytesOnDisk();
          expect(freed).toEqual({ bytes: before - after, unknown: 0, isAtMost: false });
          expect(sizes.of(digests.filter((digest) => !going.includes(digest)))).toEqual({ bytes: after, unknown: 0 });
          if (freed.bytes > 0 && after > 0) freedSome += 1;
        } finally {
          await registry.close();
        }
      }),
      RUNS,
    );
    expect(freedSome).toBeGreaterThan(RUNS.numRuns / 3);
  });
});
