import { type Emulator, startEmulator } from "../../emulator";
import { digest, fixedClock, imagePackage, makeSeed, npmPackage } from "./support/worlds";

const seed = makeSeed([
  npmPackage("web", ["1.0.0", "1.1.0"]),
  imagePackage("api", [{ id: 31, tags: ["v1", "stable"] }, { id: 32, tags: ["latest"] }, { id: 33 }]),
]);

describe("the world", () => {
  let emulator: Emulator;
  beforeEach(async () => {
    emulator = await startEmulator({ seed, clock: fixedClock });
  });
  afterEach(() => emulator.close());

  const tags = () =>
    Object.fromEntries(emulator.world.versions("acme", "container", "api").map((one) => [one.id, one.tags]));
  const tagged = () => emulator.world.package("acme", "container", "api")?.taggedCount;

  it("publishes nothing at a time that is none", () => {
    const { world } = emulator;
    const publish = () => world.publish("acme", "npm", "new", { name: "0.1.0", createdAt: "soon" });
    expect(publish).toThrow('"soon" is not an ISO 8601 time');
    expect(world.package("acme", "npm", "new")).toBeUndefined();
    expect(
      world.publish("acme", "npm", "new", { name: "0.1.0", createdAt: "2025-01-01T00:00:00.5+01:00" }),
    ).toMatchObject({
      createdAt: "2024-12-31T23:00:00Z",
    });
  });

  it("publishes a package with its first version", () => {
    const { world } = emulator;
    const published = world.publish("ACME", "npm", "new", { name: "0.1.0" }, { visibility: "public" });
    expect(world.package("acme", "npm", "new")).toMatchObject({
      path: "acme/npm/new",
      visibility: "public",
      updatedAt: "2026-01-01T00:00:00Z",
    });
    expect(world.versions("acme", "npm", "new")).toEqual([published]);
  });

  it("moves a tag from the version that had it", () => {
    const { id } = emulator.world.publish("acme", "container", "api", { name: digest(50), tags: ["latest", "v2"] });
    expect(tags()).toEqual({ 31: ["v1", "stable"], 32: [], 33: [], [id]: ["latest", "v2"] });
    expect(tagged()).toBe(2);
    emulator.world.tag("acme", "container", "api", "v1", 33);
    emulator.world.tag("acme", "container", "api", "stable", digest(2));
    expect(tags()).toEqual({ 31: [], 32: [], 33: ["v1", "stable"], [id]: ["latest", "v2"] });
    expect(tagged()).toBe(2);
  });

  it("gives a digest that is pushed again the tags, and no new version", () => {
    const again = emulator.world.publish("acme", "container", "api", { name: digest(2), tags: ["v3"] });
    expect(again).toMatchObject({ id: 33, tags: ["v3"], updatedAt: "2026-01-01T00:00:00Z" });
    expect(emulator.world.versions("acme", "container", "api")).toHaveLength(3);
  });

  it("refuses what can't be: a version twice, an owner that is none, a version that is gone", () => {
    const { world } = emulator;
    expect(() => world.publish("acme", "npm", "web", { name: "1.0.0" })).toThrow("the version exists already");
    expect(() => world.publish("nobody", "npm", "web", { name: "1.0.0" })).toThrow("no account nobody");
    expect(() => world.deleteVersion("acme", "npm", "web", "9.9.9")).toThrow("no active version 9.9.9 of acme/npm/web");
    expect(() => world.deletePackage("acme", "npm", "none")).toThrow("no active package acme/npm/none");
    expect(() => world.restorePackage("acme", "npm", "web")).toThrow("no deleted package");
    expect(() => world.restoreVersion("acme", "container", "api", 31)).toThrow("no deleted version");
  });

  it("finds versions by id, name and tag, and forgets deleted ones", () => {
    const record = emulator.world.package("acme", "container", "api");
    emulator.world.deleteVersion("acme", "container", "api", "stable");
    expect(record?.versionByTag("v1")).toBeUndefined();
    expect(record?.versionByName(digest(0))).toBeUndefined();
    expect(record?.version(31)).toMatchObject({ id: 31, deletedAt: "2026-01-01T00:00:00Z", tags: ["v1", "stable"] });
    expect(tagged()).toBe(1);
    emulator.world.restoreVersion("acme", "container", "api", 31);
    expect(record?.versionByTag("v1")?.id).toBe(31);
    expect(tagged()).toBe(2);
  });

  it("restores the package that was deleted last", () => {
    const { world } = emulator;
    const first = world.package("acme", "npm", "web")?.facts.id;
    world.deletePackage("acme", "npm", "web");
    world.advance(1000);
    world.publish("acme", "npm", "web", { name: "2.0.0" });
    const second = world.package("acme", "npm", "web")?.facts.id;
    world.deletePackage("acme", "npm", "web");
    expect(world.deletedPackages("acme", "npm", "web").map(({ facts }) => facts.id)).toEqual([second, first]);
    expect(world.restorePackage("acme", "npm", "web").facts.id).toBe(second);
  });

  it("keeps versions in order whenever they are added", () => {
    const { world } = emulator;
    for (const month of ["05", "01", "12", "03", "12"]) {
      const name = digest(100 + world.versions("acme", "container", "api").length);
      world.publish("acme", "container", "api", { name, createdAt: `2025-${month}-01T00:00:00.500Z` });
    }
    const months = world.versions("acme", "container", "api").map(({ createdAt }) => createdAt.slice(0, 7));
    expect(months).toEqual(["2025-12", "2025-12", "2025-05", "2025-03", "2025-01", "2024-01", "2024-01", "2024-01"]);
    for (const version of world.versions("acme", "container", "api").slice(1, 7)) {
      world.deleteVersion("acme", "container", "api", version.id);
    }
    expect(world.versions("acme", "container", "api").map(({ createdAt }) => createdAt.slice(0, 7))).toEqual([
      "2025-12",
      "2024-01",
    ]);
    expect(world.versions("acme", "container", "api", { state: "deleted" })).toHaveLength(6);
  });

  it("tells of every change", () => {
    const kinds: string[] = [];
    emulator.world.onChange(({ kind }) => kinds.push(kind));
    emulator.world.publish("acme", "npm", "web", { name: "3.0.0" });
    emulator.world.deleteVersion("acme", "npm", "web", "3.0.0");
    emulator.world.deletePackage("acme", "npm", "web");
    emulator.world.restorePackage("acme", "npm", "web");
    emulator.world.advance(1);
    expect(kinds).toEqual(["published", "version-deleted", "package-deleted", "package-restored", "changed"]);
  });
});
