import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type BuiltManifest,
  buildImage,
  buildIndex,
  buildReferrer,
  buildSignature,
  mediaTypes,
  schemeTag,
} from "../../emulator/images";
import type { PropertyMap } from "../../provider/resources/resource";
import { missingParts } from "../support/image-completeness";
import { ImagePolicyDriver, imagePolicy } from "../support/image-policy";
import { multiPlatform } from "../support/image-world";
import { MirroredRegistry } from "../support/mirrored-registry";

/** The registry is built from its Go module on first use. */
jest.setTimeout(10 * 60_000);

const PLATFORMS = ["linux/amd64", "linux/arm64"];

/** Something that was pushed at once: children first, the last under the tags. */
interface Push {
  readonly manifests: readonly BuiltManifest[];
  readonly daysAgo: number;
  readonly tags: string[];
}

/** All the ways in which images hang together, released and as pull requests. */
function pushes(): Push[] {
  const release = multiPlatform("1.0.0", PLATFORMS, true);
  const next = multiPlatform("1.1.0", PLATFORMS);
  const pr = multiPlatform("pr-1", PLATFORMS, true);
  const [amd64] = release.children as [BuiltManifest];
  const arm64 = buildImage({ content: "pr-2", platform: "linux/arm64" });
  const sharing = buildIndex([amd64, arm64]);
  const inner = multiPlatform("inner", PLATFORMS);
  const bundle = buildIndex([inner.index, next.index]);
  const oldBundle = buildIndex([inner.index, pr.index]);
  const sbom = buildReferrer(release.index, "application/spdx+json");
  const prSbom = buildReferrer(pr.index, "application/spdx+json");
  return [
    { manifests: release.all, daysAgo: 60, tags: ["v1.0.0"] },
    { manifests: [buildSignature(release.index.digest)], daysAgo: 60, tags: [schemeTag(release.index.digest, "sig")] },
    { manifests: [sbom, buildIndex([sbom])], daysAgo: 60, tags: [schemeTag(release.index.digest)] },
    { manifests: pr.all, daysAgo: 50, tags: ["pr-1"] },
    { manifests: [buildSignature(pr.index.digest)], daysAgo: 50, tags: [schemeTag(pr.index.digest, "sig")] },
    { manifests: [prSbom, buildIndex([prSbom])], daysAgo: 50, tags: [schemeTag(pr.index.digest)] },
    { manifests: [amd64, arm64, sharing], daysAgo: 40, tags: ["pr-2"] },
    { manifests: next.all, daysAgo: 30, tags: ["v1.1.0", "latest"] },
    { manifests: [...inner.all, bundle], daysAgo: 20, tags: ["v2.0.0"] },
    { manifests: [oldBundle], daysAgo: 15, tags: ["pr-3"] },
    { manifests: [buildImage({ content: "orphan" })], daysAgo: 10, tags: [] },
    { manifests: multiPlatform("pr-4", PLATFORMS).all, daysAgo: 5, tags: ["pr-4"] },
  ];
}

interface Index {
  readonly manifests?: readonly {
    readonly digest: string;
    readonly mediaType: string;
    readonly platform?: { readonly os: string; readonly architecture: string };
  }[];
}

describe("after retention, in a registry that is not ours", () => {
  let images: ImagePolicyDriver;
  let mirror: MirroredRegistry;
  let directory: string;
  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), "pulled-"));
    mirror = await MirroredRegistry.start();
    for (const { manifests, tags } of pushes()) await mirror.push(manifests, tags);
    images = await ImagePolicyDriver.start(
      (api) => {
        for (const { manifests, ...options } of pushes()) api.push(manifests, options);
      },
      { config: { "github-packages:registryUrl": mirror.url } },
    );
    mirror.follow(images.driver.emulator);
  });
  afterAll(async () => {
    await images.driver.close();
    await mirror.close();
    rmSync(directory, { recursive: true });
  });

  const policy = (olderThan: string): PropertyMap =>
    imagePolicy({
      "pull requests": { action: "delete", match: { tags: ["pr-*"], olderThan } },
      untagged: { action: "delete", match: { tagState: "untagged" } },
      releases: { action: "keep", match: { semver: ">=1.0.0" } },
    });
  const tags = () => images.versions().flatMap((version) => version.tags);

  /** Pulls every kept tag as a client does, platform by platform; and every version that is left is there by its digest. */
  async function expectEverythingToBePulled(): Promise<void> {
    await mirror.settled();
    const digests = images.versions().map(({ name }) => name);
    expect(await missingParts({ url: mirror.url }, "acme/api", [...tags(), ...digests])).toEqual([]);
    const pulled = new Set<string>();
    for (const { manifest, tags: its } of images.versions()) {
      for (const tag of its) await pull(`:${tag}`, JSON.parse(manifest?.content ?? "{}"), pulled);
    }
    expect(pulled.size).toBeGreaterThan(0);
  }

  /** Indexes of indexes name no platforms: what they list is pulled by its digest. */
  async function pull(reference: string, manifest: Index, pulled: Set<string>): Promise<void> {
    for (const { digest, mediaType, platform } of manifest.manifests ?? []) {
      if (platform && platform.os !== "unknown") {
        const wanted = `${platform.os}/${platform.architecture}`;
        const file = join(directory, "image.tar");
        await mirror.registry.crane("pull", "--platform", wanted, `REGISTRY/acme/api${reference}`, file);
        pulled.add(`${reference} ${wanted}`);
      } else if (mediaType === mediaTypes.ociIndex) {
        const inner = images.versions().find(({ name }) => name === digest);
        await pull(`@${digest}`, JSON.parse(inner?.manifest?.content ?? "{}"), pulled);
      }
    }
  }

  it("every kept tag is complete, pulled platform by platform, and what went can't be pulled", async () => {
    const before = tags();
    await images.up(policy("14d"));
    await expectEverythingToBePulled();
    expect(
      tags()
        .filter((tag) => !tag.startsWith("sha256-"))
        .sort(),
    ).toEqual(["latest", "pr-4", "v1.0.0", "v1.1.0", "v2.0.0"]);
    for (const tag of before.filter((one) => !tags().includes(one)))
      expect(await missingParts({ url: mirror.url }, "acme/api", [tag])).toEqual([`${tag} lacks ${tag}`]);
  });

  it("what loosened rules bring back is complete, although the registry tells nothing of what is deleted", async () => {
    await images.up(policy("45d"));
    await expectEverythingToBePulled();
    expect(tags()).toEqual(expect.arrayContaining(["pr-2", "pr-3"]));
    await images.up(policy("365d"));
    await expectEverythingToBePulled();
    expect(tags()).toEqual(expect.arrayContaining(["pr-1", "pr-2", "pr-3"]));
    expect((await images.up(policy("365d"))).changes).toBe(false);
  });
});
