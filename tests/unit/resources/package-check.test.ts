import { PackageResource } from "../../../provider/resources/package/resource";
import { type PropertyMap, UNKNOWN } from "../../../provider/resources/resource";
import { offlineSession } from "../../support/offline-session";

const valid = { owner: "acme", packageType: "container", name: "repo/api" };

function check(desired: PropertyMap, prior?: PropertyMap, defaultOwner?: string) {
  const session = offlineSession(defaultOwner);
  return new PackageResource(() => session).check(prior, desired);
}

describe("Package: check", () => {
  it("fills in the defaults and asks GitHub nothing", async () => {
    await expect(check(valid)).resolves.toEqual({ inputs: { ...valid, whenDeleted: "restore" }, failures: [] });
  });

  it.each([
    [
      "an unknown package type",
      { packageType: "pypi" },
      "packageType",
      /one of npm, maven, rubygems, docker, nuget, container/,
    ],
    ["a missing package type", { packageType: undefined }, "packageType", /one of npm/],
    ["an empty name", { name: "  " }, "name", /must not be empty/],
    ["a missing name", { name: undefined }, "name", /must be given/],
    [
      "a name that is encoded already",
      { name: "repo%2Fapi" },
      "name",
      /already URL-encoded; write it plainly \("repo\/api"/,
    ],
    ["an encoded scope", { packageType: "npm", name: "%40acme%2fui" }, "name", /already URL-encoded/],
    ["an empty owner", { owner: "" }, "owner", /must not be empty/],
    ["an unknown kind of owner", { ownerType: "team" }, "ownerType", /"organization" or "user"/],
    ["another way to treat what was deleted", { whenDeleted: "ignore" }, "whenDeleted", /"restore" .* or "fail"/],
    [
      "an npm scope that is not the owner",
      { packageType: "npm", name: "@other/ui" },
      "name",
      /scope @other is not the owner acme/,
    ],
    ["also behind a space", { packageType: "npm", name: " @other/ui" }, "name", /scope @other is not the owner acme/],
    ["an empty restore token", { restoreToken: "" }, "restoreToken", /must not be empty/],
  ])("refuses %s, on the property", async (_, change, property, reason) => {
    const { failures } = await check({ ...valid, ...change });
    expect(failures).toEqual([{ property, reason: expect.stringMatching(reason) }]);
  });

  it("suggests the nearest name for a property that it does not know", async () => {
    const { failures } = await check({ ...valid, pakageType: "npm" });
    expect(failures).toEqual([
      { property: "pakageType", reason: expect.stringContaining('Did you mean "packageType"?') },
    ]);
  });

  it("suggests nothing where nothing is near", async () => {
    const { failures } = await check({ ...valid, visibility: "public" });
    expect(failures).toHaveLength(1);
    expect(failures[0]?.reason).not.toContain("Did you mean");
  });

  it.each(["100%", "a+b", "name with spaces", "größe", "@acme/ui", "deep/er/name", "%zz"])(
    "takes %s for a plain name",
    async (name) => {
      const { failures } = await check({ owner: "acme", packageType: "npm", name });
      expect(failures).toEqual([]);
    },
  );

  it("checks what is known while the rest is unknown", async () => {
    const unknownName = await check({ ...valid, name: UNKNOWN });
    expect(unknownName).toEqual({ inputs: { ...valid, name: UNKNOWN, whenDeleted: "restore" }, failures: [] });
    const { failures } = await check({ ...valid, name: UNKNOWN, packageType: "pypi" });
    expect(failures.map(({ property }) => property)).toEqual(["packageType"]);
  });

  it("takes the configured owner, then the one that the resource had", async () => {
    const nobody = { packageType: "npm", name: "ui" };
    expect((await check(nobody, undefined, "configured")).inputs.owner).toBe("configured");
    expect((await check(nobody, { owner: "prior" }, "configured")).inputs.owner).toBe("configured");
    expect((await check(nobody, { owner: "prior" })).inputs.owner).toBe("prior");
  });
});

describe("Package: diff", () => {
  const prior = { ...valid, ownerType: "organization", packageId: 7 };
  const diff = (desired: PropertyMap, from: PropertyMap = prior) => {
    const session = offlineSession();
    return new PackageResource(() => session).diff("acme/container/repo%2Fapi", from, desired);
  };

  it.each([
    ["the same inputs", {}],
    ["another spelling of the owner", { owner: "ACME" }],
    ["another way to treat what was deleted", { whenDeleted: "fail" }],
    ["a restore token", { restoreToken: "t" }],
    ["the kind of owner said", { ownerType: "organization" }],
  ])("finds no change in %s", async (_, change) => {
    await expect(diff({ ...valid, ...change })).resolves.toEqual({ changes: false, replaces: [] });
  });

  it("finds no change in an npm scope that is added or left out", async () => {
    const npm = { owner: "acme", packageType: "npm", name: "ui" };
    await expect(diff({ ...npm, name: "@Acme/ui" }, npm)).resolves.toMatchObject({ changes: false });
    await expect(diff(npm, { ...npm, name: "@acme/ui" })).resolves.toMatchObject({ changes: false });
  });

  it.each([
    ["owner", { owner: "other" }],
    ["packageType", { packageType: "docker" }],
    ["name", { name: "repo/web" }],
    ["name", { name: UNKNOWN }],
    ["owner", { owner: UNKNOWN }],
  ])("replaces for another or an unknown %s", async (property, change) => {
    await expect(diff({ ...valid, ...change })).resolves.toEqual({ changes: true, replaces: [property] });
  });
});
