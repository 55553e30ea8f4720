import { type BuiltManifest, buildIndex } from "../../emulator/images";
import { ImagePolicyDriver, imagePolicy } from "../support/image-policy";
import { multiPlatform } from "../support/image-world";
import type { UpResult } from "../support/run-driver";

const PULL_REQUESTS = { "pull requests": { action: "delete", match: { tags: ["pr-*"] } } };
const forbidden = { status: 403, body: { message: "Forbidden", status: "403" } };

describe("a run over images that is stopped between an image and its parts", () => {
  let images: ImagePolicyDriver;
  const release = multiPlatform("1.0.0");
  const victim = multiPlatform("pr-1", ["linux/amd64", "linux/arm64", "linux/s390x"]);
  const later = Array.from({ length: 6 }, (_, index) => multiPlatform(`pr-${index + 2}`, ["linux/amd64"]));
  const begin = async () => {
    images = await ImagePolicyDriver.start((api) => {
      api.push(release.all, { daysAgo: 30, tags: ["v1"] });
      api.push(victim.all, { daysAgo: 20, tags: ["pr-1"] });
      for (const [index, { all }] of later.entries()) api.push(all, { daysAgo: 10 - index, tags: [`pr-${index + 2}`] });
    });
  };
  const last = later.at(-1) as (typeof later)[0];
  const stop = async () => {
    await begin();
    const parts = victim.children.map((child) => images.idOf(child)).join("|");
    images.driver.emulator.faults.add({
      ...forbidden,
      method: "DELETE",
      route: new RegExp(`/(?:${parts})$`),
      times: Number.POSITIVE_INFINITY,
    });
    const stopped = await images.run(imagePolicy(PULL_REQUESTS));
    images.driver.emulator.faults.clear();
    expect(stopped.error?.message).toContain("Forbidden");
    images.expectGone(victim.index);
    images.expectPresent(...victim.children, ...last.all);
  };
  const unfinished = () => images.outputs.unfinished as Record<string, Record<string, string>> | undefined;
  const parts = () => victim.children.map((child) => String(images.idOf(child))).sort();
  const linesOf = ({ previewed }: UpResult) => {
    const runs = Object.values((previewed.runs ?? {}) as Record<string, { delete?: { api: object } }>);
    return Object.keys(runs.at(-1)?.delete?.api ?? {}).sort();
  };
  afterEach(() => images.driver.close());

  it("is gone on from after a refresh, and shows the parts under the rule of their image", async () => {
    await stop();
    const ids = parts();
    expect(unfinished()?.api).toMatchObject(Object.fromEntries(ids.map((id) => [id, "pull requests"])));
    await images.refresh();
    const next = await images.up(imagePolicy(PULL_REQUESTS));
    expect(linesOf(next)).toEqual(expect.arrayContaining(ids));
    images.expectGone(...victim.all, ...last.all);
    expect(images.versions()).toHaveLength(release.all.length);
    expect(unfinished()).toBeUndefined();
    expect((await images.up(imagePolicy(PULL_REQUESTS))).changes).toBe(false);
  });

  it("is not forgotten by a run without a refresh: the parts are known until one", async () => {
    await stop();
    const ids = parts();
    await images.up(imagePolicy(PULL_REQUESTS));
    images.expectGone(...last.all);
    images.expectPresent(...victim.children);
    expect(Object.keys(unfinished()?.api ?? {})).toEqual(expect.arrayContaining(ids));
    await images.refresh();
    await images.up(imagePolicy(PULL_REQUESTS));
    images.expectGone(...victim.children);
    expect(unfinished()).toBeUndefined();
  });

  it("spares a part that somebody has given a name, or a new image needs, in the meantime", async () => {
    await stop();
    const [named, needed, left] = victim.children as [BuiltManifest, BuiltManifest, BuiltManifest];
    images.world.tag("acme", "container", "api", "keep-me", named.digest);
    images.push([buildIndex([needed])], ["v2"]);
    await images.refresh();
    await images.up(imagePolicy(PULL_REQUESTS));
    images.expectPresent(named, needed);
    images.expectGone(left);
  });

  it("past maxDuration still deletes the parts of what is gone, and begins nothing new", async () => {
    await begin();
    images.driver.emulator.faults.add({ method: "DELETE", run: (world) => world.advance(60 * 60 * 1000) });
    const { said } = await images.up(imagePolicy(PULL_REQUESTS, { maxDuration: "30m" }));
    images.expectGone(...victim.all);
    images.expectPresent(...last.all);
    expect(said.update.join("\n")).toMatch(
      /it reached maxDuration \(30m\)\. So far \d+ versions were deleted, 0 restored/,
    );
    expect(unfinished()).toBeUndefined();
    await images.up(imagePolicy(PULL_REQUESTS, { maxDuration: "30m" }));
    images.expectGone(...last.all);
  });

  it("does not count what was dropped as left over", async () => {
    await begin();
    await images.up(imagePolicy(PULL_REQUESTS), {
      beforeApply: () => images.push([buildIndex([...victim.children])], ["v2"]),
    });
    images.expectPresent(...victim.children);
    expect(unfinished()).toBeUndefined();
  });
});
