import { type BuiltManifest, buildIndex, buildReferrer, buildSignature, schemeTag } from "../../emulator/images";
import type { PackageScenario } from "../../emulator/scenarios/scenario";
import { type PropertyMap, UNKNOWN } from "../../provider/resources/resource";
import { ImagePolicyDriver, imagePolicy } from "../support/image-policy";
import { multiPlatform } from "../support/image-world";
import { type Kept, policyIn } from "../support/run-driver";

const pullRequests = (olderThan: string, rest: PropertyMap = {}): PropertyMap =>
  imagePolicy({ "pull requests": { action: "delete", match: { tags: ["pr-*"], olderThan } } }, rest);

describe("loosening a retention policy over images", () => {
  let images: ImagePolicyDriver;
  const release = multiPlatform("1.0.0");
  const first = multiPlatform("pr-1", ["linux/amd64", "linux/arm64"], true);
  const second = multiPlatform("pr-2");
  const signature = buildSignature(first.index.digest);
  const bundle = buildReferrer(first.index);
  const fallback = buildIndex([bundle]);
  const belongings = [signature, bundle, fallback];
  const pushAll = (api: PackageScenario) => {
    api.push(release.all, { daysAgo: 90, tags: ["v1"] });
    api.push(first.all, { daysAgo: 30, tags: ["pr-1", "pr-one"] });
    api.push([signature], { daysAgo: 30, tags: [schemeTag(first.index.digest, "sig")] });
    api.push([bundle, fallback], { daysAgo: 30, tags: [schemeTag(first.index.digest)] });
    api.push(second.all, { daysAgo: 20, tags: ["pr-2"] });
  };
  const start = async (...[fill, options]: Parameters<typeof ImagePolicyDriver.start>) => {
    images = await ImagePolicyDriver.start(fill, options);
    await images.up(pullRequests("14d"));
    images.expectGone(...first.all, ...belongings, ...second.all);
  };
  const planned = (inputs: PropertyMap) => (inputs.runs as Record<string, PropertyMap>)?.[String(inputs.__run)];
  afterEach(async () => {
    const missing = await images.missingParts();
    await images.driver.close();
    expect(missing).toEqual([]);
  });

  it.each(["served", "missing"] as const)(
    "brings an image back whole where the manifests of deleted versions are %s",
    async (deletedManifests) => {
      await start(pushAll, { emulator: { behaviors: { deletedManifests } } });
      const { previewed } = await images.up(pullRequests("25d"));
      expect(Object.keys(planned(previewed) ?? {})).toEqual(["restore"]);
      images.expectPresent(...second.all);
      images.expectGone(...first.all, ...belongings);
      expect(images.versions().find(({ name }) => name === second.index.digest)?.tags).toEqual(["pr-2"]);
      const { previewed: all, said } = await images.up(pullRequests("60d"));
      const lines = JSON.stringify(planned(all));
      expect(lines.includes("pr-1, pr-one, and what it needs")).toBe(deletedManifests === "missing");
      images.expectPresent(...first.all, ...belongings);
      expect(said.preview.join("\n")).toMatch(/api: of \d+ versions none goes, .* come back/);
      expect((await images.up(pullRequests("60d"))).changes).toBe(false);
    },
  );

  it.each(["served", "missing"] as const)(
    "and tightening it again comes to the same set, manifests of deleted versions being %s",
    async (deletedManifests) => {
      await start(pushAll, { emulator: { behaviors: { deletedManifests } } });
      const names = () => images.versions().map(({ name }) => name);
      const strict = names();
      await images.up(pullRequests("60d"));
      expect(names().length).toBeGreaterThan(strict.length);
      await images.up(pullRequests("14d"));
      expect(names()).toEqual(strict);
    },
  );

  it("leaves alone what a person deleted while the rules kept it", async () => {
    await start(pushAll);
    for (const { digest } of release.children) images.world.deleteVersion("acme", "container", "api", digest);
    images.push(multiPlatform("2.0.0").all, ["v2"]);
    images.world.deleteVersion("acme", "container", "api", "v1");
    await images.up(pullRequests("60d"));
    images.expectPresent(...first.all, ...second.all);
    images.expectGone(...release.all);
  });

  it("restores no more than maxRestorations, the parts that are found during the update counted as well", async () => {
    await start(pushAll, { emulator: { behaviors: { deletedManifests: "missing" } } });
    const { error, said } = await images.run(pullRequests("25d", { maxRestorations: 2 }));
    expect(said.preview.join("\n")).toMatch(/1 comes back/);
    expect(error?.message).toMatch(/more parts than the preview could know\. .*more than maxRestorations allows/);
    expect(images.driver.requests().filter((line) => line.startsWith("POST"))).toHaveLength(2);
    images.expectPresent(second.index);
    await images.up(pullRequests("25d", { maxRestorations: 3 }));
    images.expectPresent(...second.all);
  });

  describe("whose parts are known only when they are back", () => {
    const missing = { emulator: { behaviors: { deletedManifests: "missing" } } } as const;

    it("deletes no part that an image of the same update needs, after a run that stopped between the two", async () => {
      images = await ImagePolicyDriver.start((api) => {
        api.push(release.all, { daysAgo: 90, tags: ["v1"] });
        api.push(first.all, { daysAgo: 20, tags: ["pr-1"] });
      }, missing);
      const rules = (olderThan: string): PropertyMap =>
        imagePolicy({
          "pull requests": { action: "delete", match: { tags: ["pr-*"], olderThan } },
          untagged: { action: "delete", match: { tagState: "untagged", olderThan: "7d" } },
        });
      images.driver.emulator.faults.add({
        method: "DELETE",
        route: new RegExp(`/(?:${first.children.map((child) => images.idOf(child)).join("|")})$`),
        status: 403,
        body: { message: "Forbidden", status: "403" },
        times: Number.POSITIVE_INFINITY,
      });
      expect((await images.run(rules("14d"))).error?.message).toContain("Forbidden");
      images.driver.emulator.faults.clear();
      images.expectGone(first.index);
      const { previewed, said } = await images.up(rules("60d"));
      expect(Object.keys(planned(previewed) ?? {})).toEqual(["restore"]);
      expect(said.preview.join("\n")).toContain(
        `${first.children.length} until it is known what an image that comes back needs`,
      );
      images.expectPresent(...first.all);
      expect((await images.up(rules("60d"))).changes).toBe(false);
    });

    it("leaves what may be shared with it to the next update, which knows", async () => {
      const [shared] = multiPlatform("shared", ["linux/amd64"]).children as [BuiltManifest];
      const [own, other] = multiPlatform("own").children as [BuiltManifest, BuiltManifest];
      const back = buildIndex([shared, own]);
      const goes = buildIndex([shared, other]);
      images = await ImagePolicyDriver.start((api) => {
        api.push(release.all, { daysAgo: 90, tags: ["v1"] });
        api.push([shared, own, back], { daysAgo: 20, tags: ["pr-1"] });
        api.push([other, goes], { daysAgo: 10, tags: ["pr-2"] });
      }, missing);
      await images.up(pullRequests("14d"));
      images.expectGone(own, back);
      images.world.advance(7 * 24 * 60 * 60 * 1000);
      const rules = pullRequests("14d");
      const loosened = {
        ...rules,
        rules: { ...(rules.rules as PropertyMap), one: { action: "keep", match: { tags: ["pr-1"] } } },
      };
      await images.up(loosened);
      images.expectPresent(shared, own, back, other, goes);
      await images.up(loosened);
      images.expectPresent(shared, own, back);
      images.expectGone(other, goes);
    });

    it("looks again after it is back, before anything goes", async () => {
      await start(pushAll, { emulator: { behaviors: { deletedManifests: "served" } } });
      const third = multiPlatform("pr-3");
      images.push(third.all, ["pr-3"]);
      images.world.advance(20 * 24 * 60 * 60 * 1000);
      images.driver.emulator.faults.add({
        method: "POST",
        route: /\/restore$/,
        run: (world) => world.tag("acme", "container", "api", "stable", third.index.digest),
      });
      const { previewed, said } = await images.up(
        imagePolicy({ "pull requests": { action: "delete", match: { tags: ["pr-3"], olderThan: "14d" } } }),
      );
      expect(Object.keys(planned(previewed) ?? {})).toEqual(["delete", "restore"]);
      images.expectPresent(...second.all, ...third.all);
      expect(said.update.join("\n")).toMatch(/api \d+ was planned and is left: it was pr-3 and is pr-3, stable now/);
    });
  });

  it("restores nothing while the rules stay the same, or when that is turned off", async () => {
    await start(pushAll);
    expect((await images.up(pullRequests("14d"))).changes).toBe(false);
    await images.up(pullRequests("60d", { restore: false }));
    images.expectGone(...first.all, ...second.all);
    await images.up(pullRequests("60d", { restore: true }));
    images.expectGone(...first.all, ...second.all);
  });

  it("fails the preview when more would come back than maxRestorations", async () => {
    await start(pushAll, { emulator: { behaviors: { deletedManifests: "served" } } });
    const { failures } = await images.run(pullRequests("60d", { maxRestorations: 5 }));
    expect(failures).toEqual([
      {
        property: "maxRestorations",
        reason: expect.stringMatching(/would restore 11 versions \(api: 11\), .* more than 5/),
      },
    ]);
    images.expectGone(...first.all, ...second.all);
    await images.up(pullRequests("60d", { maxRestorations: 11 }));
    images.expectPresent(...first.all, ...second.all, ...belongings);
  });

  it("reports and leaves images whose tags GitHub's list of deleted versions does not tell", async () => {
    await start(pushAll, { emulator: { behaviors: { deletedVersionTags: "empty" } } });
    const { said, previewed } = await images.up(pullRequests("60d"));
    expect(Object.keys(previewed.runs as object)).toEqual(["1"]);
    expect(said.preview.join("\n")).toMatch(
      /api: deleted versions that can't be judged, so not restored: \d+ \(sha256:\w{12}\): its tags are not known/,
    );
    images.expectGone(...first.all, ...second.all);
  });

  it("restores what was deleted as untagged, although then no deleted version has a tag", async () => {
    const untagged = (olderThan: string) =>
      imagePolicy({ untagged: { action: "delete", match: { tagState: "untagged", olderThan } } });
    images = await ImagePolicyDriver.start((api) => {
      api.push(release.all, { daysAgo: 90, tags: ["v1"] });
      api.push(second.all, { daysAgo: 20 });
    });
    await images.up(untagged("14d"));
    images.expectGone(...second.all);
    await images.up(untagged("60d"));
    images.expectPresent(...second.all);
  });

  it("tells when an image comes back without its tags", async () => {
    await start(pushAll, { emulator: { behaviors: { restoredVersionTags: "empty" } } });
    const { said } = await images.up(pullRequests("25d"));
    expect(said.update.join("\n")).toMatch(/warning: .*: api \d+ is back without its tags pr-2/);
  });

  it("tells of a part that can't come back, and restores the rest", async () => {
    await start(pushAll, { emulator: { behaviors: { deletedManifests: "served" } } });
    const [part] = second.children as [BuiltManifest];
    const id = images.versions("deleted").find(({ name }) => name === part.digest)?.id;
    images.driver.emulator.faults.add({
      method: "POST",
      route: new RegExp(`/versions/${id}/restore$`),
      status: 404,
      body: { message: "Package version not found.", status: "404" },
      times: Number.POSITIVE_INFINITY,
    });
    const { said } = await images.up(pullRequests("25d"));
    expect(said.update.join("\n")).toContain(`api ${id}`);
    expect(said.update.join("\n")).toContain(`can't be restored: GitHub says "Package version not found."`);
    images.expectGone(part);
    images.expectPresent(second.index, second.children[1] as BuiltManifest);
    images.push([part]);
  });

  it("takes a 404 to every restoration for a missing right, and loses nothing by it", async () => {
    await start(pushAll);
    const scopes = ["repo", "read:packages", "write:packages", "delete:packages"];
    const admin = { token: "emulator-admin", kind: "classic" as const, login: "octocat", scopes };
    images.world.addToken({ ...admin, admin: false });
    const { error } = await images.run(pullRequests("25d"));
    expect(error?.message).toMatch(
      /GitHub lists 1 of them as deleted, and answers 404 when they are to be restored\. .*lacks the Admin role.*`restore: false`/,
    );
    images.world.addToken(admin);
    await images.up(pullRequests("25d"));
    images.expectPresent(...second.all);
  });

  it("goes on after a failure in the middle, until the image is whole", async () => {
    await start(pushAll);
    images.driver.emulator.faults.add({
      method: "POST",
      route: /\/restore$/,
      skip: 3,
      status: 403,
      body: { message: "Forbidden", status: "403" },
    });
    const { error } = await images.run(pullRequests("60d"));
    expect(error?.message).toMatch(/Forbidden.*0 versions were deleted, 3 restored, \d+ of the plan are left/s);
    await images.up(pullRequests("60d"));
    images.expectPresent(...first.all, ...second.all, ...belongings);
    expect((await images.up(pullRequests("60d"))).changes).toBe(false);
    const restored = images.outputs.restored as { api: object };
    expect(Object.keys(restored.api)).toHaveLength([...first.all, ...second.all, ...belongings].length);
  });

  it("fails while the registry does not serve what is back, and the next run completes the image", async () => {
    await start(pushAll);
    const notServed = images.driver.emulator.faults.add({
      route: new RegExp(`/manifests/${second.index.digest}$`),
      status: 404,
      body: {},
      times: Number.POSITIVE_INFINITY,
    });
    const { error } = await images.run(pullRequests("25d"));
    expect(error?.message).toMatch(/the registry does not serve its manifest yet, so its parts are not known/);
    images.expectGone(...second.children);
    notServed.remove();
    await images.up(pullRequests("25d"));
    images.expectPresent(...second.all);
  });

  it("stops at maxDuration with a failure, because only the old rules know what is still to come back", async () => {
    await start(pushAll);
    images.driver.emulator.faults.add({
      method: "POST",
      route: /\/restore$/,
      skip: 1,
      run: (world) => world.advance(60 * 60 * 1000),
    });
    const { error } = await images.run(pullRequests("60d", { maxDuration: "30m" }));
    expect(error?.message).toMatch(/it reached maxDuration \(30m\) with \d+ versions still to restore\./);
    await images.up(pullRequests("60d", { maxDuration: "30m" }));
    images.expectPresent(...first.all, ...second.all, ...belongings);
  });

  it("restores what it only previewed for a while, when it is let", async () => {
    await start(pushAll);
    const { said } = await images.up(pullRequests("60d", { previewOnly: true }));
    expect(said.preview.join("\n")).toMatch(/previewOnly: would restore api \d+ .*pr-2/);
    expect((await images.up(pullRequests("60d", { previewOnly: true }))).changes).toBe(false);
    images.expectGone(...first.all, ...second.all);
    await images.up(pullRequests("60d"));
    images.expectPresent(...first.all, ...second.all, ...belongings);
  });

  it("restores nothing by the rules of a policy that never did more than preview", async () => {
    images = await ImagePolicyDriver.start(pushAll);
    await images.up(pullRequests("14d", { previewOnly: true }));
    for (const { digest } of second.all) images.world.deleteVersion("acme", "container", "api", digest);
    await images.up(pullRequests("60d"));
    images.expectGone(...second.all);
  });

  it("brings nothing back that its preview could not show, and shows it the next time", async () => {
    await start(pushAll);
    const { kept, startRun } = images.driver;
    const before = kept.get("policy") as Kept;
    const run = startRun();
    const unknown = pullRequests("25d", { maxDeletions: UNKNOWN });
    const { inputs: shown } = await policyIn(() => run.preview.session).check(before.inputs, unknown);
    expect(shown.runs).toEqual(before.inputs.runs);
    expect(run.preview.said.join("\n")).toContain("can't be shown: maxDeletions is not known before the update");
    const update = run.update();
    const resource = policyIn(() => update.session);
    const { inputs } = await resource.check(before.inputs, pullRequests("25d", { maxDeletions: 500 }));
    const { state } = await resource.update(before.id, before.outputs, inputs);
    kept.set("policy", { id: before.id, inputs, outputs: state });
    expect(update.said.join("\n")).toContain("1 more versions would come back by now. The preview did not show them");
    images.expectGone(...second.all);
    await images.up(pullRequests("25d", { maxDeletions: 500 }));
    images.expectPresent(...second.all);
    expect((await images.up(pullRequests("25d", { maxDeletions: 500 }))).changes).toBe(false);
  });
});
