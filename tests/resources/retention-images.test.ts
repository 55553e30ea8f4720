import {
  type BuiltManifest,
  buildImage,
  buildIndex,
  buildReferrer,
  buildSignature,
  schemeTag,
} from "../../emulator/images";
import type { PackageScenario } from "../../emulator/scenarios/scenario";
import type { PropertyMap } from "../../provider/resources/resource";
import { ImagePolicyDriver, imagePolicy } from "../support/image-policy";
import { multiPlatform } from "../support/image-world";
import type { Meanwhile } from "../support/run-driver";

const deletes = (match: PropertyMap) => ({ action: "delete", match });
const keeps = (match: PropertyMap) => ({ action: "keep", match });
const PULL_REQUESTS = { "pull requests": deletes({ tags: ["pr-*"] }) };
const UNTAGGED = { untagged: deletes({ tagState: "untagged" }) };

describe("a retention policy over images", () => {
  let images: ImagePolicyDriver;
  const start = async (...given: Parameters<typeof ImagePolicyDriver.start>) => {
    images = await ImagePolicyDriver.start(...given);
    return images;
  };
  afterEach(async () => {
    const missing = await images.missingParts();
    await images.driver.close();
    expect(missing).toEqual([]);
  });

  it("deletes an image with its platforms and attestations, and leaves what it shares with others", async () => {
    const release = multiPlatform("1.0.0", ["linux/amd64", "linux/arm64"], true);
    const [, shared] = release.children as [BuiltManifest, BuiltManifest];
    const own = buildImage({ content: "pr-7" });
    const pr = [own, shared, buildIndex([own, shared])];
    const other = multiPlatform("pr-8", ["linux/amd64", "linux/arm64"], true);
    await start((api) => {
      api.push(release.all, { daysAgo: 30, tags: ["v1.0.0", "latest"] });
      api.push(pr, { daysAgo: 20, tags: ["pr-7"] });
      api.push(other.all, { daysAgo: 10, tags: ["pr-8"] });
    });
    await images.up(imagePolicy(PULL_REQUESTS));
    images.expectGone(own, pr[2] as BuiltManifest, ...other.all);
    images.expectPresent(...release.all);
    expect(images.versions()).toHaveLength(5);
  });

  it("follows indexes of indexes in both directions", async () => {
    const parts = ["server", "agent", "both"].map((part) => multiPlatform(part));
    const [server, agent, both] = parts as [(typeof parts)[0], (typeof parts)[0], (typeof parts)[0]];
    const kept = buildIndex([server.index, both.index]);
    const going = buildIndex([agent.index, both.index]);
    await start((api) => {
      api.push([...server.all, ...both.all, kept], { daysAgo: 40, tags: ["v1"] });
      api.push([...agent.all, going], { daysAgo: 30, tags: ["pr-1"] });
    });
    await images.up(imagePolicy({ ...PULL_REQUESTS, ...UNTAGGED }));
    images.expectGone(...agent.all, going);
    images.expectPresent(...server.all, ...both.all, kept);
  });

  it("deletes signatures, attestations, SBOMs and referrers with their image, and with no other", async () => {
    const belongings = (image: BuiltManifest) => ({
      sig: buildSignature(image.digest),
      att: buildSignature(`${image.digest} att`),
      sbom: buildSignature(`${image.digest} sbom`),
      bundle: buildReferrer(image),
    });
    const pushWith = (api: PackageScenario, image: ReturnType<typeof multiPlatform>, tag: string, daysAgo: number) => {
      const { sig, att, sbom, bundle } = belongings(image.index);
      const fallback = buildIndex([bundle]);
      const on = image.children[0] as BuiltManifest;
      const onPlatform = buildSignature(on.digest);
      api.push(image.all, { daysAgo, tags: [tag] });
      api.push([sig], { daysAgo, tags: [schemeTag(image.index.digest, "sig")] });
      api.push([att], { daysAgo, tags: [schemeTag(image.index.digest, "att")] });
      api.push([sbom], { daysAgo, tags: [schemeTag(image.index.digest, "sbom")] });
      api.push([bundle, fallback], { daysAgo, tags: [schemeTag(image.index.digest)] });
      api.push([onPlatform], { daysAgo, tags: [schemeTag(on.digest, "sig")] });
      return [...image.all, sig, att, sbom, bundle, fallback, onPlatform];
    };
    let kept: BuiltManifest[] = [];
    let gone: BuiltManifest[] = [];
    await start((api) => {
      kept = pushWith(api, multiPlatform("1.0.0"), "v1.0.0", 30);
      gone = pushWith(api, multiPlatform("pr-7"), "pr-7", 20);
    });
    await images.up(imagePolicy({ everything: deletes({ tagState: "any" }), releases: keeps({ semver: ">=1.0.0" }) }));
    images.expectGone(...gone);
    images.expectPresent(...kept);
  });

  it("of 20 images with three platforms each and 5 orphans, deletes exactly the 5 untagged", async () => {
    const orphans = Array.from({ length: 5 }, (_, index) => buildImage({ content: `orphan ${index}` }));
    await start((api) => {
      for (let build = 0; build < 20; build += 1) {
        const { all } = multiPlatform(`build ${build}`, ["linux/amd64", "linux/arm64", "linux/s390x"]);
        api.push(all, { daysAgo: 40 - build, tags: [`v1.${build}.0`] });
      }
      for (const [index, orphan] of orphans.entries()) api.push([orphan], { daysAgo: 50 - index });
    });
    const { previewed } = await images.up(imagePolicy(UNTAGGED));
    const planned = (previewed.runs as { 1: { delete: { api: object } } })[1].delete.api;
    expect(Object.keys(planned)).toHaveLength(5);
    expect(
      images
        .versions("deleted")
        .map(({ name }) => name)
        .sort(),
    ).toEqual(orphans.map(({ digest }) => digest).sort());
    expect(images.versions()).toHaveLength(80);
  });

  it.each([
    ["a manifest that can't be read", { status: 500, body: {} }, /500|server/i],
    ["a registry that is down", { drop: true }, /read manifest .*(?:closed|socket|connection|fetch|reset)/i],
    [
      "a registry that says 404",
      { status: 404, body: {} },
      /the registry has no such manifest .* If it stays so, .* delete the version of this digest .* \(excludePackages\)/,
    ],
    ["a registry that refuses", { status: 403, body: {} }, /403/],
    [
      "an answer that is not what its digest names",
      { status: 200, body: { schemaVersion: 2 } },
      /not what its digest names/,
    ],
  ])("%s: nothing is deleted, and the preview fails saying why", async (_, fault, words) => {
    const config = { "github-packages:maxRetries": "0" };
    const victim = multiPlatform("pr-1");
    await start(
      (api) => {
        api.push(multiPlatform("1.0.0").all, { daysAgo: 30, tags: ["v1"] });
        api.push(victim.all, { daysAgo: 20, tags: ["pr-1"] });
      },
      { config },
    );
    const route = new RegExp(`/manifests/${victim.index.digest}`);
    const standing = images.driver.emulator.faults.add({ ...fault, route, times: Number.POSITIVE_INFINITY });
    const { failures } = await images.run(imagePolicy(PULL_REQUESTS));
    standing.remove();
    expect(failures).toEqual([
      {
        property: "packages",
        reason: expect.stringContaining("nothing can be planned for api, so nothing is deleted: "),
      },
    ]);
    expect(failures[0]?.reason).toMatch(words);
    expect(images.versions("deleted")).toEqual([]);
  });

  it.each([
    ["an unknown media type", { mediaType: "application/vnd.example.thing.v1+json" }],
    ["the form of another type than its own", { mediaType: "application/vnd.oci.image.index.v1+json" }],
  ])("%s: nothing is deleted, and the preview fails saying why", async (_, { mediaType }) => {
    const odd = { ...buildImage({ content: "odd" }), mediaType };
    await start((api) => {
      api.push(multiPlatform("1.0.0").all, { daysAgo: 30, tags: ["v1"] });
      api.push(multiPlatform("pr-1").all, { daysAgo: 20, tags: ["pr-1"] });
      api.push([odd], { daysAgo: 10 });
    });
    const { failures } = await images.run(imagePolicy(PULL_REQUESTS));
    expect(failures).toEqual([
      { property: "packages", reason: expect.stringContaining(`nothing is deleted: read manifest ${odd.digest}`) },
    ]);
    expect(images.versions("deleted")).toEqual([]);
  });

  it("an unreadable manifest that is pushed between the phases stops the update", async () => {
    const odd = { ...buildImage({ content: "odd" }), mediaType: "application/vnd.example.thing.v1+json" };
    await start((api) => {
      api.push(multiPlatform("1.0.0").all, { daysAgo: 30, tags: ["v1"] });
      api.push(multiPlatform("pr-1").all, { daysAgo: 20, tags: ["pr-1"] });
    });
    const late = await images.run(imagePolicy(PULL_REQUESTS), { between: () => images.push([odd]) });
    expect(late.failures).toHaveLength(1);
    images.world.deleteVersion("acme", "container", "api", odd.digest);
    const later = await images.run(imagePolicy(PULL_REQUESTS), { beforeApply: () => images.push([odd]) });
    expect(later.error?.message).toMatch(/judge acme\/api again before deleting: .*0 versions were deleted/s);
    expect(images.versions("deleted").map(({ name }) => name)).toEqual([odd.digest]);
  });

  describe("what changes after it was shown", () => {
    const release = multiPlatform("1.0.0");
    const first = multiPlatform("pr-1");
    const second = multiPlatform("pr-2");
    const begin = () =>
      start((api) => {
        api.push(release.all, { daysAgo: 30, tags: ["v1"] });
        api.push(first.all, { daysAgo: 20, tags: ["pr-1"] });
        api.push(second.all, { daysAgo: 10, tags: ["pr-2"] });
      });
    const tellings = [
      ["between the phases", (act: () => void): Meanwhile => ({ between: act })],
      ["between check and apply", (act: () => void): Meanwhile => ({ beforeApply: act })],
    ] as const;

    it.each(tellings)("a tag that arrives %s keeps the version, and is told", async (_, meanwhile) => {
      await begin();
      const tag = () => images.world.tag("acme", "container", "api", "stable", first.index.digest);
      const { said } = await images.up(
        imagePolicy(PULL_REQUESTS),
        meanwhile(() => void tag()),
      );
      images.expectPresent(...release.all, ...first.all);
      images.expectGone(...second.all);
      expect(said.update.join("\n")).toMatch(/api \d+ was planned and is left: it was pr-1 and is pr-1, stable now/);
    });

    it.each(tellings)("a tag that also matches and arrives %s keeps the version, and is told", async (_, meanwhile) => {
      await begin();
      const tag = () => images.world.tag("acme", "container", "api", "pr-99", first.index.digest);
      const { said } = await images.up(
        imagePolicy(PULL_REQUESTS),
        meanwhile(() => void tag()),
      );
      images.expectPresent(...release.all, ...first.all);
      images.expectGone(...second.all);
      expect(said.update.join("\n")).toMatch(/api \d+ was planned and is left: it was pr-1 and is pr-1, pr-99 now/);
    });

    it.each(tellings)(
      "an index pushed %s that needs a platform about to go keeps that platform",
      async (_, meanwhile) => {
        await begin();
        const [wanted] = first.children as [BuiltManifest];
        const index = buildIndex([wanted]);
        await images.up(
          imagePolicy(PULL_REQUESTS),
          meanwhile(() => images.push([index], ["nightly"])),
        );
        images.expectPresent(...release.all, wanted, index);
        images.expectGone(...second.all, first.index, first.children[1] as BuiltManifest);
      },
    );

    it.each(tellings)("an index pushed %s that holds a whole image keeps that image", async (_, meanwhile) => {
      await begin();
      const index = buildIndex([first.index]);
      const { said } = await images.up(
        imagePolicy(PULL_REQUESTS),
        meanwhile(() => images.push([index], ["nightly"])),
      );
      images.expectPresent(...release.all, ...first.all, index);
      images.expectGone(...second.all);
      expect(said.update.join("\n")).toMatch(/api \d+ was planned and is left: the rules keep it now/);
    });

    it.each(tellings)(
      "a signature pushed %s on an image about to go stays with it, or goes later: never alone",
      async (_, meanwhile) => {
        await begin();
        const signature = buildSignature(first.index.digest);
        const tag = schemeTag(first.index.digest, "sig");
        await images.up(
          imagePolicy(PULL_REQUESTS, { minAge: "1h" }),
          meanwhile(() => images.push([signature], [tag])),
        );
        images.expectPresent(...release.all, ...first.all, signature);
        images.expectGone(...second.all);
      },
    );
  });

  it("keeps what a blocked image needs, and remembers all of it as blocked", async () => {
    const popular = multiPlatform("pr-popular");
    const [shared] = popular.children as [BuiltManifest];
    const sharing = [shared, buildIndex([shared])];
    const signature = buildSignature(popular.index.digest);
    await start((api) => {
      api.push(multiPlatform("1.0.0").all, { daysAgo: 30, tags: ["v1"] });
      api.push(popular.all, { daysAgo: 20, tags: ["pr-popular"] });
      api.push([signature], { daysAgo: 19, tags: [schemeTag(popular.index.digest, "sig")] });
      api.push(sharing, { daysAgo: 10, tags: ["pr-shares"] });
    });
    const { world } = images;
    world.setVisibility("acme", "container", "api", "public");
    world.setDownloads("acme", "container", "api", popular.index.digest, 5001);
    await images.up(imagePolicy(PULL_REQUESTS));
    images.expectPresent(...popular.all, signature);
    images.expectGone(sharing[1] as BuiltManifest);
    const blocked = images.outputs.blocked as { api: Record<string, string> };
    const ids = [...popular.all, signature].map((manifest) => images.idOf(manifest));
    expect(Object.keys(blocked.api).map(Number).sort()).toEqual(ids.sort());
    images.driver.requests();
    const second = await images.up(imagePolicy(PULL_REQUESTS));
    expect(second.changes).toBe(false);
    expect(images.driver.requests().filter((line) => line.startsWith("DELETE"))).toEqual([]);
  });

  it("does the same on a GitHub Enterprise Server, whose registry stands beside its REST API", async () => {
    const victim = multiPlatform("pr-1");
    await start(
      (api) => {
        api.push(multiPlatform("1.0.0").all, { daysAgo: 30, tags: ["v1"] });
        api.push(victim.all, { daysAgo: 20, tags: ["pr-1"] });
      },
      { emulator: { profile: "ghes-3.18" } },
    );
    await images.up(imagePolicy({ ...PULL_REQUESTS, ...UNTAGGED }));
    images.expectGone(...victim.all);
    expect(images.versions()).toHaveLength(3);
  });

  it("plans around the last tagged version, whatever is untagged beside it", async () => {
    const newest = multiPlatform("pr-2");
    await start((api) => {
      api.push(multiPlatform("pr-1").all, { daysAgo: 30, tags: ["pr-1"] });
      api.push(newest.all, { daysAgo: 20, tags: ["pr-2"] });
      api.push([buildImage({ content: "orphan" })], { daysAgo: 10 });
    });
    const { said } = await images.up(imagePolicy(PULL_REQUESTS));
    images.expectPresent(...newest.all);
    expect(images.versions()).toHaveLength(4);
    expect(said.preview.join("\n")).toMatch(/onAllMatched keeps \d+ \(pr-2\) and what it needs/);
    expect((await images.up(imagePolicy(PULL_REQUESTS))).changes).toBe(false);
  });

  it("deletes again in a second run what has been pushed since, and shows only that as pending", async () => {
    await start((api) => {
      api.push(multiPlatform("1.0.0").all, { daysAgo: 30, tags: ["v1"] });
      api.push(multiPlatform("pr-1").all, { daysAgo: 20, tags: ["pr-1"] });
    });
    await images.up(imagePolicy(PULL_REQUESTS));
    const late = multiPlatform("pr-2");
    images.push(late.all, ["pr-2"]);
    const { previewed } = await images.up(imagePolicy(PULL_REQUESTS));
    expect(Object.keys(previewed.runs as object)).toEqual(["1", "2"]);
    images.expectGone(...late.all);
    expect(images.versions()).toHaveLength(3);
    expect((await images.up(imagePolicy(PULL_REQUESTS))).changes).toBe(false);
  });

  it("a version whose tags GitHub does not tell is not taken for untagged", async () => {
    await start((api) => {
      api.push(multiPlatform("1.0.0").all, { daysAgo: 30, tags: ["v1"] });
    });
    const listed = images.versions();
    const rows = listed.map(({ id, name, createdAt, updatedAt }) => ({
      id,
      name,
      created_at: createdAt,
      updated_at: updatedAt,
      metadata: { package_type: "container" },
    }));
    images.driver.emulator.faults.add({
      route: /\/api\/versions$/,
      status: 200,
      body: rows,
      times: Number.POSITIVE_INFINITY,
    });
    const untagged = { untagged: { action: "delete", match: { tagState: "untagged" } } };
    const { failures } = await images.run(imagePolicy(untagged));
    expect(failures).toEqual([
      {
        property: "packages",
        reason: expect.stringMatching(/nothing is deleted: GitHub does not tell the tags of version \d+/),
      },
    ]);
    expect(images.versions("deleted")).toEqual([]);
  });
});
