import { PackageVersionResource } from "../../../provider/resources/package-version/resource";
import { type PropertyMap, UNKNOWN } from "../../../provider/resources/resource";
import { offlineSession } from "../../support/offline-session";

const container = { owner: "acme", packageType: "container", packageName: "api" };
const npm = { owner: "acme", packageType: "npm", packageName: "ui" };
const digest = `sha256:${"a".repeat(64)}`;

function check(desired: PropertyMap) {
  const session = offlineSession();
  return new PackageVersionResource(() => session).check(undefined, desired);
}

describe("PackageVersion: check", () => {
  it.each([
    ["a tag", { ...container, tag: "v1" }],
    ["a digest", { ...container, digest }],
    ["a version id", { ...container, versionId: 4711 }],
    ["a version name", { ...npm, version: "1.0.0" }],
    ["a handle that is not known yet", { ...npm, version: UNKNOWN }],
  ])("takes %s as the one handle", async (_, desired) => {
    await expect(check(desired)).resolves.toEqual({ inputs: { ...desired, whenDeleted: "restore" }, failures: [] });
  });

  it.each([
    ["none", {}, "version", /exactly one of version, tag, digest, versionId$/],
    ["two", { tag: "v1", digest }, "digest", /here are tag and digest/],
    ["two, one of them unknown", { tag: UNKNOWN, versionId: 1 }, "versionId", /here are tag and versionId/],
  ])("refuses %s", async (_, handles, property, reason) => {
    const { failures } = await check({ ...container, ...handles });
    expect(failures).toEqual([{ property, reason: expect.stringMatching(reason) }]);
  });

  it.each([
    ["a tag", { tag: "latest" }, "tag"],
    ["a digest", { digest }, "digest"],
  ])("refuses %s for a type that has none", async (_, handle, property) => {
    const { failures } = await check({ ...npm, ...handle });
    expect(failures).toEqual([{ property, reason: expect.stringContaining("npm versions have no") }]);
  });

  it.each([
    ["a short digest", { digest: "sha256:abc" }, "digest"],
    ["a digest in upper case", { digest: digest.toUpperCase() }, "digest"],
    ["an empty tag", { tag: "" }, "tag"],
    ["a version id of 0", { versionId: 0 }, "versionId"],
    ["a version id that is no whole number", { versionId: 1.5 }, "versionId"],
    ["a version id as text", { versionId: "4711" }, "versionId"],
  ])("refuses %s", async (_, handle, property) => {
    const { failures } = await check({ ...container, ...handle });
    expect(failures.map((failure) => failure.property)).toEqual([property]);
  });
});

describe("PackageVersion: diff", () => {
  const prior = {
    ...container,
    ownerType: "organization",
    versionId: 4711,
    version: digest,
    digest,
    tags: ["latest", "v1"],
    __handle: "tag:v1",
  };
  const diff = (desired: PropertyMap, from: PropertyMap = prior) => {
    const session = offlineSession();
    return new PackageVersionResource(() => session).diff("acme/container/api/4711", from, desired);
  };

  it("finds no change in the same handle, also when its tag has moved away since", async () => {
    await expect(diff({ ...container, tag: "v1" })).resolves.toEqual({ changes: false, replaces: [] });
    await expect(diff({ ...container, tag: "v1" }, { ...prior, tags: ["latest"] })).resolves.toEqual({
      changes: false,
      replaces: [],
    });
  });

  it.each([
    ["another tag", { tag: "latest" }],
    ["the digest", { digest }],
    ["the version name", { version: digest }],
    ["the version id", { versionId: 4711 }],
  ])("updates in place for %s of the same version", async (_, handle) => {
    await expect(diff({ ...container, ...handle })).resolves.toEqual({ changes: true, replaces: [] });
  });

  it.each([
    ["tag", { tag: "v2" }],
    ["digest", { digest: `sha256:${"b".repeat(64)}` }],
    ["versionId", { versionId: 4712 }],
    ["tag", { tag: UNKNOWN }],
  ])("replaces for another %s", async (property, handle) => {
    await expect(diff({ ...container, ...handle })).resolves.toEqual({ changes: true, replaces: [property] });
  });

  it.each([
    ["owner", { owner: "other" }],
    ["packageName", { packageName: "web" }],
    ["packageType", { packageType: "docker" }],
  ])("replaces for another %s", async (property, change) => {
    await expect(diff({ ...container, tag: "v1", ...change })).resolves.toEqual({
      changes: true,
      replaces: [property],
    });
  });
});
