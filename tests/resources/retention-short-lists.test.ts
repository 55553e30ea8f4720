import { type BuiltManifest, buildIndex } from "../../emulator/images";
import type { PropertyMap } from "../../provider/resources/resource";
import { ImagePolicyDriver, imagePolicy } from "../support/image-policy";
import { multiPlatform } from "../support/image-world";
import type { DriverOptions } from "../support/run-driver";
import { daysAgo } from "../support/small-world";

const UNTAGGED = { untagged: { action: "delete", match: { tagState: "untagged" } } };
const LIST = "GET /orgs/acme/packages/container/api/versions?state=active&per_page=100&page=1";
const PACKAGE = "GET /orgs/acme/packages/container/api";

/** An index of old platforms: while nobody lists it, they look like leftovers. */
const release = multiPlatform("1.0.0");
const index = { ...release.index };

/**
 * GitHub counts the versions of a package (`version_count`) and lists them. A list that lacks a row for good ends like a complete one: only the
 * count tells.
 */
describe("a list that lacks a version", () => {
  let images: ImagePolicyDriver;
  let waited: number;
  const start = async (options: DriverOptions = {}) => {
    waited = 0;
    images = await ImagePolicyDriver.start(
      (api) => {
        api.push(multiPlatform("0.9.0").all, { daysAgo: 50, tags: ["v0.9.0"] });
        api.push(multiPlatform("old").all, { daysAgo: 45 });
        api.push([...release.children], { daysAgo: 40 });
      },
      {
        clock: {
          now: () => images.world.now(),
          sleep: async (milliseconds) => {
            if (milliseconds >= 500) waited += milliseconds;
          },
        },
        ...options,
      },
    );
  };
  /** From now on the version is there, and neither so many lists nor so many GETs show it. */
  const pushUnlisted = (manifest: BuiltManifest, lists = Number.POSITIVE_INFINITY) => {
    images.driver.emulator.faults.delayedPresence(lists);
    const { digest: name, mediaType, content } = manifest;
    const version = { name, tags: ["v1.0.0"], createdAt: daysAgo(40), manifest: { mediaType, content } };
    images.world.publish("acme", "container", "api", version);
    images.driver.emulator.faults.delayedPresence(0);
  };
  const requests = () => images.driver.requests().filter((line) => /\/packages\/container\/api/.test(line));
  const policy = (rest: PropertyMap = {}) => imagePolicy(UNTAGGED, rest);
  afterEach(() => images.driver.close());

  it("for good, an index: its platforms stay, and the preview fails with both numbers and the way out", async () => {
    await start();
    pushUnlisted(index);
    const { failures } = await images.run(policy());
    expect(failures).toEqual([{ property: "packages", reason: expect.any(String) }]);
    const reason = failures[0]?.reason;
    expect(reason).toContain("nothing can be planned for api, so nothing is deleted: ");
    expect(reason).toContain(
      "GitHub counts 9 versions of the package (version_count), and its lists have 8 active and 0 deleted ones",
    );
    expect(reason).toContain("Run again later.");
    expect(reason).toContain("github-packages:undocumentedVersionCount");
    expect(images.versions("deleted")).toEqual([]);
    expect(waited).toBe(15_500);
  });

  it("for good, while it names the packages by patterns: likewise", async () => {
    await start();
    pushUnlisted(index);
    const { failures } = await images.run(policy({ packages: ["a*"] }));
    expect(failures).toHaveLength(1);
    expect(images.versions("deleted")).toEqual([]);
  });

  it("for a moment: is asked for again, and its platforms stay", async () => {
    await start();
    pushUnlisted(index, 4);
    await images.up(policy());
    images.expectPresent(...release.all);
    expect(images.versions("deleted")).toHaveLength(3);
    expect(waited).toBeGreaterThan(0);
    expect(waited).toBeLessThan(15_500);
  });

  it("since the preview: the update fails, and deletes nothing", async () => {
    await start();
    const { error } = await images.run(policy(), { beforeApply: () => pushUnlisted(index) });
    expect(error?.message).toMatch(/GitHub counts 9 versions.* 8 active.*0 versions were deleted/s);
    expect(images.versions("deleted")).toEqual([]);
  });

  it("is believed where the settings say that GitHub counts otherwise, and then the package is not asked for", async () => {
    await start({ config: { "github-packages:undocumentedVersionCount": "false" } });
    pushUnlisted(buildIndex([]));
    await images.up(policy());
    expect(images.versions("deleted")).toHaveLength(5);
    expect(requests()).not.toContain(PACKAGE);
  });

  it("has more than are counted: is believed, for what arrives is no danger", async () => {
    await start();
    const package_ = { id: 1, name: "api", package_type: "container", visibility: "private", version_count: 1 };
    const times = {
      created_at: daysAgo(99),
      updated_at: daysAgo(1),
      url: "https://x.example",
      html_url: "https://x.example",
    };
    const route = /\/packages\/container\/api$/;
    images.driver.emulator.faults.add({ method: "GET", route, status: 200, body: { ...package_, ...times }, times: 9 });
    await images.up(policy());
    expect(images.versions("deleted")).toHaveLength(5);
    expect(waited).toBe(0);
  });

  it("is found out by one request more in the preview and one in the update, and by none where nothing goes", async () => {
    await start();
    await images.up(policy());
    const asked = requests();
    const first = asked.findIndex((line) => line.startsWith("DELETE"));
    // The list, and its page again; in the update that page, and right before the deletions the list with its page again.
    expect(asked.slice(0, first)).toEqual([LIST, LIST, PACKAGE, LIST, LIST, LIST, PACKAGE]);
    await images.up(policy());
    expect(requests()).toEqual([LIST]);
  });

  it("is found out without a request more in the preview of a policy that lists the packages anyway", async () => {
    await start();
    await images.up(policy({ packages: ["*"] }));
    const asked = requests();
    const first = asked.findIndex((line) => line.startsWith("DELETE"));
    expect(asked.slice(0, first).filter((line) => line === PACKAGE)).toHaveLength(1);
  });

  describe("of a server that counts the deleted versions as well", () => {
    const counting = { emulator: { behaviors: { versionCount: "active and deleted" } as const } };
    const deleteOne = () => images.world.deleteVersion("acme", "container", "api", images.versions()[0]?.id ?? 0);

    it("and is complete, is believed after asking again, once a run", async () => {
      await start(counting);
      deleteOne();
      await images.up(policy());
      expect(images.versions()).toHaveLength(3);
      expect(waited).toBe(15_500);
    });

    it("and lacks one besides, stops the policy", async () => {
      await start(counting);
      deleteOne();
      pushUnlisted(index);
      const { failures } = await images.run(policy());
      expect(failures[0]?.reason).toContain(
        "GitHub counts 9 versions of the package (version_count), and its lists have 7 active and 1 deleted",
      );
      expect(images.versions("deleted")).toHaveLength(1);
    });
  });
});
