import { type Emulator, startEmulator } from "../../../emulator";
import { callFunction } from "../../../provider/hosts/program";
import { OWNERS, seed } from "../../adapter/github/support/seed";
import { instanceFor, NOW } from "./support/call";

const ROUTE = { organization: "/orgs/acme/", user: "/users/mona/", authenticatedUser: "/user/" } as const;

describe.each(["github.com", "ghes-3.18"] as const)("functions on %s", (profile) => {
  let emulator: Emulator;
  beforeAll(async () => {
    emulator = await startEmulator({ profile, seed: seed() });
  });
  afterEach(() => emulator.clearRequests());
  afterAll(() => emulator.close());

  /** The paths of the requests about packages, below the host's base path. */
  const paths = () =>
    emulator.requests
      .map(({ path }) => path.replace(/^\/api\/v3/, ""))
      .filter((path) => path.includes("/packages") || path.includes("/docker/"));

  describe.each(Object.values(OWNERS))("of an owner of kind $kind", ({ kind, login }) => {
    const of = { owner: login };
    const container = { ...of, packageType: "container", packageName: "app/api" };
    const ownerType = kind === "organization" ? "organization" : "user";
    const isOnItsOwnRoute = (path: string) => path.startsWith(ROUTE[kind]);

    it("getPackage", async () => {
      const instance = instanceFor(emulator.url);
      const found = await callFunction("getPackage", { ...of, packageType: "npm", name: "lib" }, instance, NOW);
      expect(found).toMatchObject({ id: `${login}/npm/lib`, owner: login, ownerType, packageType: "npm", name: "lib" });
      expect(paths()).toHaveLength(1);
      expect(paths().every(isOnItsOwnRoute)).toBe(true);
    });

    it("getPackages", async () => {
      const found = await callFunction("getPackages", of, instanceFor(emulator.url), NOW);
      expect(found).toMatchObject({ owner: login, ownerType });
      expect(found.packages.map(({ packageType, name }) => `${packageType} ${name}`)).toEqual([
        "npm lib",
        "docker clash",
        "container app/api",
      ]);
      expect(paths()).toHaveLength(6);
      expect(paths().every((path) => isOnItsOwnRoute(path.replace("?", "/")))).toBe(true);
    });

    it("getPackageVersion", async () => {
      const instance = instanceFor(emulator.url);
      const byTag = await callFunction("getPackageVersion", { ...container, tag: "v2" }, instance, NOW);
      const { versionId, version } = byTag;
      expect(byTag).toMatchObject({
        owner: login,
        ownerType,
        packageName: "app/api",
        tags: ["latest", "v2"],
        state: "active",
      });
      for (const handle of [{ versionId }, { version }, { digest: version }])
        expect(await callFunction("getPackageVersion", { ...container, ...handle }, instance, NOW)).toEqual(byTag);
      expect(paths().every(isOnItsOwnRoute)).toBe(true);
    });

    it("getPackageVersions", async () => {
      const instance = instanceFor(emulator.url);
      const all = await callFunction("getPackageVersions", { ...container, state: "all" }, instance, NOW);
      expect(all.versions.map(({ tags, state }) => `${state} ${tags?.join(" ")}`)).toEqual([
        "active ",
        "active latest v2",
        "active v1",
        "deleted v3",
      ]);
      expect(paths().every(isOnItsOwnRoute)).toBe(true);
    });

    it("getDockerMigrationConflicts", async () => {
      const found = await callFunction("getDockerMigrationConflicts", of, instanceFor(emulator.url), NOW);
      expect(found).toMatchObject({ owner: login, ownerType, packages: [{ packageType: "docker", name: "clash" }] });
      expect(paths().every(isOnItsOwnRoute)).toBe(true);
    });
  });

  it("without an owner it is the configured one, and without that the token's own user", async () => {
    const npm = { packageType: "npm", name: "lib" };
    const configured = instanceFor(emulator.url, { args: { owner: "acme" } });
    expect((await callFunction("getPackage", npm, configured, NOW)).owner).toBe("acme");
    expect((await callFunction("getPackage", npm, instanceFor(emulator.url), NOW)).owner).toBe("octocat");
  });
});
