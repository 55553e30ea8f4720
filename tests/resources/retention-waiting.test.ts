import type { World } from "../../emulator";
import type { PackageScenario } from "../../emulator/scenarios/scenario";
import { ImagePolicyDriver, imagePolicy } from "../support/image-policy";
import { multiPlatform } from "../support/image-world";
import { VirtualTime } from "../support/virtual-time";

const PULL_REQUESTS = { "pull requests": { action: "delete", match: { tags: ["pr-*"] } } };
const MINUTE = 60_000;

describe("A run that waits for a limit between a look and a deletion", () => {
  let images: ImagePolicyDriver;
  const release = multiPlatform("1.0.0");
  const builds = Array.from({ length: 9 }, (_, index) => multiPlatform(`pr-${index + 1}`, ["linux/amd64"]));
  const [first, last] = [builds[0], builds.at(-1)] as [(typeof builds)[0], (typeof builds)[0]];
  const start = async () => {
    const fill = (api: PackageScenario) => {
      api.push(release.all, { daysAgo: 40, tags: ["v1"] });
      for (const [index, { all }] of builds.entries())
        api.push(all, { daysAgo: 30 - index, tags: [`pr-${index + 1}`] });
    };
    images = await ImagePolicyDriver.start(fill, { requestClock: new VirtualTime(() => images.world) });
  };
  /** The first deletions are refused, and something happens before they may go on. */
  const pause = (meanwhile: (world: World) => unknown, times = 1) =>
    images.driver.emulator.faults.add({
      method: "DELETE",
      status: 403,
      body: { message: "You have exceeded a secondary rate limit." },
      headers: { "retry-after": "1" },
      times,
      run: meanwhile,
    });
  const stable = (world: World) => world.tag("acme", "container", "api", "stable", last.index.digest);
  const said = ({ said: { update } }: { said: { update: string[] } }) => update.join("\n");
  afterEach(async () => {
    const missing = await images.missingParts();
    await images.driver.close();
    expect(missing).toEqual([]);
  });

  it("looks again after it, and leaves what has got another tag", async () => {
    await start();
    pause((world) => {
      world.advance(14 * MINUTE);
      stable(world);
    });
    const result = await images.up(imagePolicy(PULL_REQUESTS));
    images.expectPresent(...release.all, ...last.all);
    images.expectGone(...builds.slice(0, -1).flatMap(({ all }) => all));
    expect(said(result)).toMatch(/api \d+ was planned and is left: it was pr-9 and is pr-9, stable now/);
  });

  it("looks again in the middle of an image, whose parts still go by its rule", async () => {
    await start();
    const parts = first.children.map((child) => images.idOf(child)).join("|");
    images.driver.emulator.faults.add({
      method: "DELETE",
      route: new RegExp(`/(?:${parts})$`),
      status: 403,
      body: { message: "You have exceeded a secondary rate limit." },
      headers: { "retry-after": "1" },
      run: (world) => world.advance(14 * MINUTE),
    });
    await images.up(imagePolicy(PULL_REQUESTS));
    expect(images.versions()).toHaveLength(release.all.length);
    expect(images.outputs.unfinished).toBeUndefined();
  });

  it("does not go on past maxDuration with what had begun to wait before", async () => {
    await start();
    pause((world) => world.advance(60 * MINUTE));
    const result = await images.up(imagePolicy(PULL_REQUESTS, { maxDuration: "30m" }));
    images.expectPresent(...builds.flatMap(({ all }) => all));
    expect(said(result)).toContain("it reached maxDuration (30m). So far 0 versions were deleted");
  });

  it("stops when each look has grown old before a deletion's turn comes, and goes on later", async () => {
    await start();
    const pauses = pause((world) => world.advance(14 * MINUTE), Number.POSITIVE_INFINITY);
    const { error } = await images.run(imagePolicy(PULL_REQUESTS));
    expect(error?.message).toMatch(
      /delete versions of acme\/api: 3 times in a row GitHub's limits held them up for longer than what was read of the package holds \(3 minutes\)\. Run again later\. So far 0 versions were deleted/,
    );
    images.expectPresent(...builds.flatMap(({ all }) => all));
    pauses.remove();
    await images.up(imagePolicy(PULL_REQUESTS));
    images.expectGone(...builds.flatMap(({ all }) => all));
  });

  it("lists the package seldom however long deleting takes, and a page of it for each deletion that takes over ten seconds", async () => {
    await start();
    const slow = { method: "DELETE", times: Number.POSITIVE_INFINITY } as const;
    images.driver.emulator.faults.add({ ...slow, run: (world) => world.advance(30_000) });
    images.driver.requests();
    await images.up(imagePolicy(PULL_REQUESTS));
    expect(images.versions()).toHaveLength(release.all.length);
    const lines = images.driver.requests();
    expect(lines.filter((line) => line.startsWith("DELETE"))).toHaveLength(18);
    const reads = lines.filter((line) => /^GET .*\/versions\b/.test(line)).length;
    expect(reads).toBeGreaterThanOrEqual(2 * 4);
    expect(reads).toBeLessThanOrEqual(2 * (2 + Math.ceil((18 * 30) / 180) + 1) + 18);
  });
});
