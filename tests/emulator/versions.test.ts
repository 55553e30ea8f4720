import { type ApiResponse, TestHost } from "./support/client";
import { digest, fixedClock, imagePackage, makeSeed, npmPackage } from "./support/worlds";

const DAY = 24 * 60 * 60 * 1000;

const seed = makeSeed([
  npmPackage("web", [], {
    versions: [
      { id: 11, name: "1.0.0", createdAt: "2024-01-01T00:00:00Z" },
      { id: 12, name: "1.1.0", createdAt: "2024-02-01T00:00:00Z" },
    ],
  }),
  npmPackage("popular", [], {
    visibility: "public",
    versions: [
      { id: 21, name: "1.0.0", createdAt: "2024-01-01T00:00:00Z", downloads: 5001 },
      { id: 22, name: "1.1.0", createdAt: "2024-02-01T00:00:00Z", downloads: 5000 },
      { id: 23, name: "1.2.0", createdAt: "2024-03-01T00:00:00Z" },
    ],
  }),
  imagePackage("api", [{ id: 31, tags: ["v1"] }, { id: 32, tags: ["v2", "latest"] }, { id: 33 }, { id: 34 }]),
]);

const web = "/orgs/acme/packages/npm/web/versions";
const api = "/orgs/acme/packages/container/api/versions";

const lastVersion = "You cannot delete the last version of a package. You must delete the package instead.";
const lastTagged = "You cannot delete the last tagged version of a package. You must delete the package instead.";
const manyDownloads =
  "Publicly visible package versions with more than 5000 downloads cannot be deleted. Contact GitHub support for further assistance.";

function refusal({ status, body }: ApiResponse): [number, string] {
  return [status, body.message];
}

function ids({ body }: ApiResponse): number[] {
  return body.map(({ id }: { id: number }) => id);
}

describe("a version", () => {
  let host: TestHost;
  beforeEach(async () => {
    host = await TestHost.start({ seed, clock: fixedClock });
  });
  afterEach(() => host.close());

  // URL fields as in the description's examples.
  it("of an image has its digest as name, its tags and its URLs", async () => {
    expect((await host.get(`${api}/32`)).body).toEqual({
      id: 32,
      name: digest(1),
      url: `${host.emulator.url}/orgs/acme/packages/container/api/versions/32`,
      package_html_url: "https://github.com/orgs/acme/packages/container/package/api",
      html_url: "https://github.com/orgs/acme/packages/container/api/32",
      created_at: "2024-01-01T00:01:00Z",
      updated_at: "2024-01-01T00:01:00Z",
      metadata: { package_type: "container", container: { tags: ["v2", "latest"] } },
    });
  });

  // dataaxiom/ghcr-cleanup-action#121.
  it("is deleted once; afterwards it is not found, and listed under state=deleted with the time", async () => {
    const deleted = await host.delete(`${web}/11`);
    expect([deleted.status, deleted.body]).toEqual([204, undefined]);
    expect(refusal(await host.delete(`${web}/11`))).toEqual([404, "Package version not found."]);
    expect(refusal(await host.get(`${web}/11`))).toEqual([404, "Package version not found."]);
    expect(ids(await host.get(web))).toEqual([12]);
    const { body } = await host.get(`${web}?state=deleted`);
    expect(body).toMatchObject([{ id: 11, deleted_at: "2026-01-01T00:00:00Z" }]);
    expect((await host.get(web)).body[0]).not.toHaveProperty("deleted_at");
  });

  it.each(["999", "abc", "1e1", "-1", "99999999999999999999"])("with the id %s isn't found", async (id) => {
    expect(refusal(await host.get(`${web}/${id}`))).toEqual([404, "Package version not found."]);
    expect(refusal(await host.delete(`${web}/${id}`))).toEqual([404, "Package version not found."]);
  });

  it("of another package isn't found", async () => {
    expect(refusal(await host.delete(`${web}/31`))).toEqual([404, "Package version not found."]);
  });

  // SmartsquareGmbH/delete-old-packages#33, actions/delete-package-versions#231.
  it("that is the last one can't be deleted", async () => {
    await host.delete(`${web}/11`);
    expect(refusal(await host.delete(`${web}/12`))).toEqual([400, lastVersion]);
  });

  // actions/delete-package-versions#105 tells of this for npm.
  it("that is the last one takes the package with it, by choice", async () => {
    const other = await TestHost.start({ seed, behaviors: { lastVersion: "delete the package" } });
    await other.delete(`${web}/11`);
    const { status } = await other.delete(`${web}/12`);
    const gone = await other.get("/orgs/acme/packages/npm/web");
    await other.close();
    expect([status, gone.status]).toEqual([204, 404]);
  });

  // kairos-io/kairos#4723: also while untagged versions remain.
  it("that is the last tagged one of an image can't be deleted", async () => {
    expect((await host.delete(`${api}/31`)).status).toBe(204);
    expect(refusal(await host.delete(`${api}/32`))).toEqual([400, lastTagged]);
    expect((await host.delete(`${api}/33`)).status).toBe(204);
    expect((await host.delete(`${api}/34`)).status).toBe(204);
    expect(refusal(await host.delete(`${api}/32`))).toEqual([400, lastTagged]);
  });

  it("of an image without any tags can be deleted until it is the last one", async () => {
    host.emulator.world.publish("acme", "container", "bare", { name: digest(100) });
    host.emulator.world.publish("acme", "container", "bare", { name: digest(101) });
    const [first, second] = host.emulator.world.versions("acme", "container", "bare");
    const bare = "/orgs/acme/packages/container/bare/versions";
    expect((await host.delete(`${bare}/${first?.id}`)).status).toBe(204);
    expect(refusal(await host.delete(`${bare}/${second?.id}`))).toEqual([400, lastVersion]);
  });

  // The order of the checks is assumed.
  it("that can't be deleted for several reasons gets the first: rights, last tagged, last, downloads", async () => {
    const only = { id: 41, tags: ["v1"], downloads: 9999 };
    const outsider = { token: "outsider", kind: "classic" as const, login: "hubot", admin: false };
    const other = await TestHost.start({
      seed: makeSeed(
        [
          imagePackage("one", [only], { visibility: "public" }),
          npmPackage("one", [], {
            visibility: "public",
            versions: [{ ...only, id: 51, name: "1.0.0", tags: [], createdAt: "2024-01-01T00:00:00Z" }],
          }),
        ],
        [{ ...outsider, scopes: ["read:packages", "delete:packages"] }],
      ),
    });
    const image = "/orgs/acme/packages/container/one/versions/41";
    const answers = [
      refusal(await other.delete(image, { token: "outsider" })),
      refusal(await other.delete("/orgs/acme/packages/container/one/versions/42", { token: "outsider" })),
      refusal(await other.delete(image)),
      refusal(await other.delete("/orgs/acme/packages/npm/one/versions/51")),
    ];
    await other.close();
    expect(answers).toEqual([
      [404, "Package not found."],
      [404, "Package version not found."],
      [400, lastTagged],
      [400, lastVersion],
    ]);
  });

  // posit-dev/positron#15764 has both texts for it.
  it.each([
    [{ lastTaggedMessage: "downloads" }, 400],
    [{ lastTaggedVersion: "delete" }, 204],
  ] as const)("that is the last tagged one, with %j", async (behaviors, expected) => {
    const other = await TestHost.start({ seed, behaviors });
    await other.delete(`${api}/31`);
    const { status, body } = await other.delete(`${api}/32`);
    await other.close();
    expect([status, body?.message]).toEqual([expected, expected === 400 ? manyDownloads : undefined]);
  });

  // chizkiyahu/delete-untagged-ghcr-action#40; docs.github.com/packages/learn-github-packages/deleting-and-restoring-a-package: public packages.
  it("with more than 5,000 downloads can't be deleted while it is public", async () => {
    const popular = "/orgs/acme/packages/npm/popular/versions";
    expect(refusal(await host.delete(`${popular}/21`))).toEqual([400, manyDownloads]);
    expect((await host.delete(`${popular}/22`)).status).toBe(204);
    host.emulator.world.setDownloads("acme", "npm", "popular", "1.2.0", 5001);
    expect(refusal(await host.delete(`${popular}/23`))).toEqual([400, manyDownloads]);
    host.emulator.world.setVisibility("acme", "npm", "popular", "private");
    expect((await host.delete(`${popular}/21`)).status).toBe(204);
  });

  // docs.github.com/packages/learn-github-packages/deleting-and-restoring-a-package: within 30 days.
  it("is restored within 30 days, with its tags", async () => {
    const before = await host.get(api);
    await host.delete(`${api}/31`);
    host.emulator.world.advance(30 * DAY);
    const restored = await host.post(`${api}/31/restore`);
    expect([restored.status, restored.body]).toEqual([204, undefined]);
    expect((await host.get(api)).body).toEqual(before.body);
    expect((await host.get(`${api}?state=deleted`)).body).toEqual([]);
  });

  it("is lost after 30 days: neither restored nor listed", async () => {
    await host.delete(`${api}/31`);
    host.emulator.world.advance(30 * DAY + 1000);
    expect(refusal(await host.post(`${api}/31/restore`))).toEqual([404, "Package version not found."]);
    expect((await host.get(`${api}?state=deleted`)).body).toEqual([]);
  });

  // No body has been published; the description offers 404.
  it("isn't restored while it is active, or when there never was one", async () => {
    expect(refusal(await host.post(`${api}/31/restore`))).toEqual([404, "Package version not found."]);
    expect(refusal(await host.post(`${api}/999/restore`))).toEqual([404, "Package version not found."]);
    expect(refusal(await host.post("/orgs/acme/packages/npm/never/versions/1/restore"))).toEqual([
      404,
      "Package not found.",
    ]);
  });

  it.each([400, 404, 409, 422] as const)(
    "isn't restored while it is active, or after 30 days: %i by choice",
    async (notRestorable) => {
      const other = await TestHost.start({ seed, clock: fixedClock, behaviors: { notRestorable } });
      const active = await other.post(`${api}/31/restore`);
      const unknown = await other.post(`${api}/999/restore`);
      await other.delete(`${api}/31`);
      other.emulator.world.advance(30 * DAY + 1000);
      const expired = await other.post(`${api}/31/restore`);
      await other.close();
      expect([active.status, expired.status, unknown.status]).toEqual([notRestorable, notRestorable, 404]);
    },
  );

  it("comes back without the tags that others have taken", async () => {
    await host.delete(`${api}/32`);
    host.emulator.world.tag("acme", "container", "api", "latest", 31);
    await host.post(`${api}/32/restore`);
    expect((await host.get(`${api}/32`)).body.metadata.container.tags).toEqual(["v2"]);
    expect((await host.get(`${api}/31`)).body.metadata.container.tags).toEqual(["v1", "latest"]);
  });

  it.each([400, 404, 409, 422] as const)(
    "isn't restored when its name is in use: %i by choice",
    async (restoreNameTaken) => {
      const other = await TestHost.start({ seed, behaviors: { restoreNameTaken } });
      await other.delete(`${web}/11`);
      other.emulator.world.publish("acme", "npm", "web", { name: "1.0.0" });
      const { status } = await other.post(`${web}/11/restore`);
      await other.close();
      expect(status).toBe(restoreNameTaken);
    },
  );

  // natrontech's restore-deleted-versions.sh reads tags of deleted rows; whether GitHub fills them is not known.
  it.each([
    ["kept", ["v1"]],
    ["empty", []],
  ] as const)("that is deleted has its tags %s by choice", async (deletedVersionTags, expected) => {
    const other = await TestHost.start({ seed, behaviors: { deletedVersionTags } });
    await other.delete(`${api}/31`);
    const { body } = await other.get(`${api}?state=deleted`);
    await other.post(`${api}/31/restore`);
    const restored = await other.get(`${api}/31`);
    await other.close();
    expect(body[0].metadata.container.tags).toEqual(expected);
    expect(restored.body.metadata.container.tags).toEqual(["v1"]);
  });

  it("comes back without tags by choice", async () => {
    const other = await TestHost.start({ seed, behaviors: { restoredVersionTags: "empty" } });
    await other.delete(`${api}/31`);
    await other.post(`${api}/31/restore`);
    const { body } = await other.get(`${api}/31`);
    await other.close();
    expect(body.metadata.container.tags).toEqual([]);
  });

  it("that expired is still listed by choice", async () => {
    const other = await TestHost.start({ seed, clock: fixedClock, behaviors: { expiredVersions: "listed" } });
    await other.delete(`${api}/31`);
    other.emulator.world.advance(31 * DAY);
    const listed = await other.get(`${api}?state=deleted`);
    await other.close();
    expect(ids(listed)).toEqual([31]);
  });

  it.each([
    ["new id", false],
    ["old id", true],
  ] as const)("whose digest is pushed again has a %s by choice", async (republishedDigest, isSame) => {
    const other = await TestHost.start({ seed, behaviors: { republishedDigest } });
    await other.delete(`${api}/31`);
    const published = other.emulator.world.publish("acme", "container", "api", { name: digest(0), tags: ["again"] });
    const { body } = await other.get(`${api}/${published.id}`);
    await other.close();
    expect(published.id === 31).toBe(isSame);
    expect(body.metadata.container.tags).toEqual(["again"]);
  });

  it("changes its package's time of update when it is deleted, by choice", async () => {
    const other = await TestHost.start({ seed, clock: fixedClock, behaviors: { updatedAtFollowsDeletion: true } });
    await other.delete(`${api}/31`);
    const { body } = await other.get("/orgs/acme/packages/container/api");
    await other.close();
    expect(body.updated_at).toBe("2026-01-01T00:00:00Z");
  });
});
