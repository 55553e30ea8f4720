import type { World } from "../../emulator";
import { buildImage, buildIndex } from "../../emulator/images";
import { ImagePolicyDriver, imagePolicy } from "../support/image-policy";
import { multiPlatform } from "../support/image-world";

const PULL_REQUESTS = { "pull requests": { action: "delete", match: { tags: ["pr-*"] } } };
const BUILDS = 30;

/** The oldest go first, six at a time. */
describe("What arrives while a policy deletes", () => {
  let images: ImagePolicyDriver;
  const release = multiPlatform("1.0.0");
  const builds = Array.from({ length: BUILDS }, (_, index) => buildImage({ content: `pr-${index + 1}` }));
  const last = builds.at(-1) as (typeof builds)[0];
  const start = async (perPage: number) => {
    images = await ImagePolicyDriver.start(
      (api) => {
        for (const [index, build] of builds.entries())
          api.push([build], { daysAgo: 60 - index, tags: [`pr-${index + 1}`] });
        api.push(release.all, { daysAgo: 1, tags: ["v1"] });
      },
      { config: { "github-packages:maxPerPage": String(perPage) } },
    );
  };
  afterEach(async () => {
    const missing = await images.missingParts();
    await images.driver.close();
    expect(missing).toEqual([]);
  });
  const said = ({ said: { update } }: { said: { update: string[] } }) => update.join("\n");
  /** Somebody acts while the sixth deletion is under way; after it, so many seconds pass before the next. */
  const meanwhile = (seconds: number, act: (world: World) => unknown) =>
    images.driver.emulator.faults.add({
      method: "DELETE",
      skip: 5,
      run: async (world) => {
        await act(world);
        world.advance(seconds * 1000);
      },
    });
  const stable = (world: World) => world.tag("acme", "container", "api", "stable", last.digest);
  const publish = (world: World, manifest: (typeof builds)[0], tags: string[] = []) =>
    world.publish("acme", "container", "api", {
      name: manifest.digest,
      tags,
      manifest: { mediaType: manifest.mediaType, content: manifest.content },
    });

  describe.each([
    ["a package of one page", 100],
    ["a package of four pages", 10],
  ])("from %s", (_, perPage) => {
    it("a tag of a doomed version: it stays, eleven seconds later, and the others go", async () => {
      await start(perPage);
      meanwhile(11, stable);
      const result = await images.up(imagePolicy(PULL_REQUESTS));
      images.expectPresent(...release.all, last);
      images.expectGone(...builds.slice(0, -1));
      expect(said(result)).toMatch(/api \d+ was planned and is left: it was pr-30 and is pr-30, stable now/);
    });

    it("an index that is made of a doomed image keeps it", async () => {
      await start(perPage);
      const [lone, index] = [builds[20], buildIndex([last, builds[20] as (typeof builds)[0]])];
      meanwhile(11, (world) => publish(world, index, ["v2"]));
      await images.up(imagePolicy(PULL_REQUESTS));
      images.expectPresent(...release.all, lone as (typeof builds)[0], last, index);
      images.expectGone(...builds.filter((build) => build !== lone && build !== last));
    });

    it("an old index that somebody restores keeps its parts", async () => {
      await start(perPage);
      const parts = [builds[25], builds[26]] as [(typeof builds)[0], (typeof builds)[0]];
      const index = buildIndex(parts);
      const created = images.versions().find(({ name }) => name === builds[27]?.digest)?.createdAt;
      const { id } = images.world.publish("acme", "container", "api", {
        name: index.digest,
        tags: ["v0"],
        createdAt: String(created),
        manifest: { mediaType: index.mediaType, content: index.content },
      });
      images.world.deleteVersion("acme", "container", "api", id);
      meanwhile(11, (world) => world.restoreVersion("acme", "container", "api", id));
      await images.up(imagePolicy(PULL_REQUESTS));
      images.expectPresent(...parts, index);
      images.expectGone(...builds.filter((build) => !parts.includes(build)));
    });

    it("the deletion of the newest makes the next newest stay", async () => {
      await start(perPage);
      const newest = { newest: { action: "keep", mostRecent: { count: 2 } } };
      meanwhile(11, (world) => {
        for (const { digest } of [...release.all].reverse()) world.deleteVersion("acme", "container", "api", digest);
      });
      await images.up(imagePolicy({ ...PULL_REQUESTS, ...newest }));
      images.expectPresent(last, builds.at(-2) as (typeof builds)[0]);
      images.expectGone(...builds.slice(0, -2));
    });

    it("more pushes than fit on a page keep what they need, and nothing else", async () => {
      await start(perPage);
      const index = buildIndex([last]);
      meanwhile(11, (world) => {
        publish(world, index, ["v2"]);
        for (let build = 0; build < 25; build += 1)
          publish(world, buildImage({ content: `new ${build}` }), [`n${build}`]);
      });
      await images.up(imagePolicy(PULL_REQUESTS));
      images.expectPresent(...release.all, last, index);
      images.expectGone(...builds.slice(0, -1));
    });
  });

  it("is looked for by one or two pages for each eight seconds of deletions, and by no whole listing", async () => {
    await start(10);
    images.driver.emulator.faults.add({
      method: "DELETE",
      times: Number.POSITIVE_INFINITY,
      run: (world) => world.advance(1000),
    });
    images.driver.requests();
    await images.up(imagePolicy(PULL_REQUESTS));
    const lines = images.driver.requests();
    expect(lines.filter((line) => line.startsWith("DELETE"))).toHaveLength(BUILDS);
    // Preview: 4 pages and the first again; the update's check: the first; the look before deleting: 5 as well.
    const looks = lines.filter((line) => /^GET .*\/versions\?/.test(line)).length - 11;
    expect(looks).toBeGreaterThanOrEqual(Math.floor(BUILDS / 10));
    expect(looks).toBeLessThanOrEqual(2 * Math.ceil(BUILDS / 8));
  });

  it("leaves alone what was to go by a deletion that waited for its turn, and is tagged meanwhile", async () => {
    await start(100);
    images.driver.emulator.faults.add({
      method: "DELETE",
      status: 403,
      body: { message: "You have exceeded a secondary rate limit." },
      headers: { "retry-after": "1" },
      run: (world) => {
        world.advance(11_000);
        for (const { digest } of builds.slice(0, 6)) world.tag("acme", "container", "api", "stable", digest);
      },
    });
    const result = await images.up(imagePolicy(PULL_REQUESTS));
    images.expectPresent(builds[5] as (typeof builds)[0]);
    expect(said(result)).toContain("stable now");
  });
});
