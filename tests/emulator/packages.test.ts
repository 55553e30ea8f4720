import { type ApiResponse, TestHost } from "./support/client";
import { fixedClock, imagePackage, makeSeed, npmPackage } from "./support/worlds";

const DAY = 24 * 60 * 60 * 1000;

const seed = makeSeed([
  npmPackage("web", ["1.0.0", "1.1.0"], { id: 10 }),
  npmPackage("popular", ["1.0.0", "1.1.0"], {
    visibility: "public",
    versions: [
      { name: "1.0.0", createdAt: "2024-01-01T00:00:00Z", downloads: 5001 },
      { name: "1.1.0", createdAt: "2024-02-01T00:00:00Z" },
    ],
  }),
  npmPackage("almost", ["1.0.0"], {
    visibility: "public",
    versions: [{ name: "1.0.0", createdAt: "2024-01-01T00:00:00Z", downloads: 5000 }],
  }),
  imagePackage("api", [{ tags: ["v1"] }]),
  npmPackage("linked", ["1.0.0"], { packageType: "maven", id: 43752, repository: { id: 5, name: "app" } }),
]);

const web = "/orgs/acme/packages/npm/web";

function refusal({ status, body }: ApiResponse): [number, string] {
  return [status, body.message];
}

describe("a package", () => {
  let host: TestHost;
  beforeEach(async () => {
    host = await TestHost.start({ seed, clock: fixedClock });
  });
  afterEach(() => host.close());

  // URL fields as in the description's examples; bilbospocketses/ws-scrcpy-web#675 for the absent repository.
  it("is described with its URLs, and without a repository when it is linked to none", async () => {
    const { body } = await host.get("/orgs/acme/packages/container/api");
    expect(body).toMatchObject({
      name: "api",
      package_type: "container",
      version_count: 1,
      visibility: "private",
      url: `${host.emulator.url}/orgs/acme/packages/container/api`,
      html_url: "https://github.com/orgs/acme/packages/container/package/api",
      owner: { login: "acme", id: 9919, type: "Organization" },
    });
    expect(body).not.toHaveProperty("repository");
  });

  it("has the page of its repository where permissions are the repository's", async () => {
    const { body } = await host.get("/orgs/acme/packages/maven/linked");
    expect(body.html_url).toBe("https://github.com/acme/app/packages/43752");
    expect(body.repository).toMatchObject({ id: 5, name: "app", full_name: "acme/app" });
    const versions = await host.get("/orgs/acme/packages/maven/linked/versions");
    expect(versions.body[0].html_url).toBe("https://github.com/acme/app/packages/43752?version=1.0.0");
  });

  // docs.github.com/rest/packages/packages#delete-a-package-for-an-organization; a second one: dataaxiom/ghcr-cleanup-action#121.
  it("is deleted with an empty 204, and then gone from reads, lists and a second deletion", async () => {
    const names = async () =>
      (await host.get("/orgs/acme/packages?package_type=npm")).body.map(({ name }: { name: string }) => name);
    expect(await names()).toContain("web");
    const deleted = await host.delete(web);
    expect([deleted.status, deleted.body]).toEqual([204, undefined]);
    expect(refusal(await host.get(web))).toEqual([404, "Package not found."]);
    expect(refusal(await host.get(`${web}/versions`))).toEqual([404, "Package not found."]);
    expect(refusal(await host.delete(web))).toEqual([404, "Package not found."]);
    expect(await names()).not.toContain("web");
  });

  it("comes back as it was, with an empty 204", async () => {
    const before = await host.get(web);
    const versions = await host.get(`${web}/versions`);
    await host.delete(web);
    const restored = await host.post(`${web}/restore`);
    expect([restored.status, restored.body]).toEqual([204, undefined]);
    expect((await host.get(web)).body).toEqual(before.body);
    expect((await host.get(`${web}/versions`)).body).toEqual(versions.body);
  });

  // docs.github.com/packages/learn-github-packages/deleting-and-restoring-a-package: within 30 days.
  it("can be restored until 30 days have passed", async () => {
    await host.delete(web);
    host.emulator.world.advance(30 * DAY);
    expect((await host.post(`${web}/restore`)).status).toBe(204);
    await host.delete(web);
    host.emulator.world.advance(30 * DAY + 1000);
    expect(refusal(await host.post(`${web}/restore`))).toEqual([404, "Package not found."]);
  });

  // No body has been published; the description offers 404.
  it("isn't restored while it is active, or when there never was one", async () => {
    expect(refusal(await host.post(`${web}/restore`))).toEqual([404, "Package not found."]);
    expect(refusal(await host.post("/orgs/acme/packages/npm/never/restore"))).toEqual([404, "Package not found."]);
  });

  it.each([400, 404, 409, 422] as const)(
    "isn't restored while it is active, or after 30 days: %i by choice",
    async (notRestorable) => {
      const other = await TestHost.start({ seed, clock: fixedClock, behaviors: { notRestorable } });
      const active = await other.post(`${web}/restore`);
      const unknown = await other.post("/orgs/acme/packages/npm/never/restore");
      await other.delete(web);
      other.emulator.world.advance(30 * DAY + 1000);
      const expired = await other.post(`${web}/restore`);
      await other.close();
      expect([active.status, expired.status, unknown.status]).toEqual([notRestorable, notRestorable, 404]);
    },
  );

  it("takes the optional token of a restoration in the query", async () => {
    await host.delete(web);
    expect((await host.post(`${web}/restore?token=abc`)).status).toBe(204);
  });

  // docs.github.com/packages/learn-github-packages/deleting-and-restoring-a-package: the namespace must not have been reused.
  it.each([400, 404, 409, 422] as const)(
    "isn't restored when its name is in use: %i by choice",
    async (restoreNameTaken) => {
      const other = await TestHost.start({ seed, clock: fixedClock, behaviors: { restoreNameTaken } });
      await other.delete(web);
      other.emulator.world.publish("acme", "npm", "web", { name: "9.0.0" });
      const { status } = await other.post(`${web}/restore`);
      const { body } = await other.get(`${web}/versions`);
      await other.close();
      expect(status).toBe(restoreNameTaken);
      expect(body).toHaveLength(1);
    },
  );

  it("that is published again after its deletion is another one", async () => {
    await host.delete(web);
    host.emulator.world.publish("acme", "npm", "web", { name: "1.0.0" });
    const { body } = await host.get(web);
    expect(body.id).not.toBe(10);
    expect(body).toMatchObject({ version_count: 1, created_at: "2026-01-01T00:00:00Z" });
  });

  // sigstore/cosign#3984, in these words; making it private lifts the rule.
  it("with a public version of more than 5,000 downloads can't be deleted", async () => {
    const [status, message] = refusal(await host.delete("/orgs/acme/packages/npm/popular"));
    expect([status, message]).toEqual([400, expect.stringContaining("more than 5000 downloads cannot be deleted")]);
    expect((await host.delete("/orgs/acme/packages/npm/almost")).status).toBe(204);
    host.emulator.world.setVisibility("acme", "npm", "popular", "private");
    expect((await host.delete("/orgs/acme/packages/npm/popular")).status).toBe(204);
  });

  it("may be deleted in spite of its downloads by choice: reports contradict each other", async () => {
    const other = await TestHost.start({ seed, clock: fixedClock, behaviors: { packageDownloadLimit: false } });
    const { status } = await other.delete("/orgs/acme/packages/npm/popular");
    await other.close();
    expect(status).toBe(204);
  });

  it.each([
    ["versions active at its deletion", ["1.1.0"]],
    ["all versions", ["1.1.0", "1.0.0"]],
  ] as const)("is restored with its %s by choice", async (packageRestoreRevives, expected) => {
    const other = await TestHost.start({ seed, clock: fixedClock, behaviors: { packageRestoreRevives } });
    other.emulator.world.deleteVersion("acme", "npm", "web", "1.0.0");
    await other.delete(web);
    await other.post(`${web}/restore`);
    const { body } = await other.get(`${web}/versions`);
    await other.close();
    expect(body.map(({ name }: { name: string }) => name)).toEqual(expected);
  });

  it.each([
    ["active", 1],
    ["active and deleted", 2],
  ] as const)("counts %s versions by choice", async (versionCount, expected) => {
    const other = await TestHost.start({ seed, clock: fixedClock, behaviors: { versionCount } });
    other.emulator.world.deleteVersion("acme", "npm", "web", "1.0.0");
    const { body } = await other.get(web);
    await other.close();
    expect(body.version_count).toBe(expected);
  });

  // canonical/authd#1376 for internal packages; the description's body has public and private only.
  it.each(["internal", "private"] as const)("that is internal says %s by choice", async (internalVisibility) => {
    const other = await TestHost.start({ seed, clock: fixedClock, behaviors: { internalVisibility } });
    other.emulator.world.setVisibility("acme", "npm", "web", "internal");
    const { body } = await other.get(web);
    await other.close();
    expect(body.visibility).toBe(internalVisibility);
  });

  it("changes its time of update when something is published, not when something is deleted", async () => {
    const before = (await host.get(web)).body.updated_at;
    await host.delete(`${web}/versions/${host.emulator.world.versions("acme", "npm", "web")[0]?.id}`);
    expect((await host.get(web)).body.updated_at).toBe(before);
    host.emulator.world.publish("acme", "npm", "web", { name: "2.0.0" });
    expect((await host.get(web)).body.updated_at).toBe("2026-01-01T00:00:00Z");
  });
});
