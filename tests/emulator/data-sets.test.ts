import { dataSetNames, loadDataSet } from "../../emulator/data-sets";
import { digestOf, schemeTag } from "../../emulator/images";
import { readNpmHistories } from "../../emulator/scenarios/npm-histories";
import type { Seed, SeedPackage, SeedVersion } from "../../emulator/seed";
import { moveToPresent } from "../../emulator/world/present-time";
import { World } from "../../emulator/world/world";

const DAY = 24 * 60 * 60 * 1000;

const find = (seed: Seed, name: string, owner = "acme") =>
  seed.packages.find((one) => one.name === name && one.owner === owner) as SeedPackage;

const tagged = (one: SeedPackage, tag: string) =>
  one.versions.find(({ tags }) => tags?.includes(tag)) as SeedVersion & { manifest: { content: string } };

const fieldsOf = (version: SeedVersion) => JSON.parse(version.manifest?.content ?? "{}");

const daysBefore = (now: string | undefined, time: string | undefined) =>
  (Date.parse(now ?? "") - Date.parse(time ?? "")) / DAY;

describe.each(dataSetNames)("the data set %s", (name) => {
  const seed = loadDataSet(name);
  const versions = seed.packages.flatMap((one) => one.versions);

  it("is the same every time, and a copy of its own", () => {
    const again = loadDataSet(name);
    expect(again).toEqual(seed);
    again.tokens.length = 0;
    expect(loadDataSet(name).tokens).toEqual(seed.tokens);
  });

  it("has the accounts and the token that every data set has", () => {
    expect(seed.accounts.map(({ login, type }) => [login, type])).toEqual([
      ["octocat", "User"],
      ["acme", "Organization"],
    ]);
    expect(seed.tokens.find(({ token }) => token === "emulator-admin")).toMatchObject({
      kind: "classic",
      login: "octocat",
      scopes: expect.arrayContaining(["read:packages", "write:packages", "delete:packages", "repo"]),
    });
  });

  it("names container versions by the digests of their manifests", () => {
    const containers = seed.packages.filter(({ packageType }) => packageType === "container");
    const wrong = containers
      .flatMap((one) => one.versions)
      .filter(({ name, manifest }) => {
        const { mediaType, content } = manifest ?? { mediaType: "", content: "{}" };
        return name !== digestOf(content) || mediaType !== JSON.parse(content).mediaType;
      });
    expect(wrong).toEqual([]);
  });

  it("has unique ids that rise with the time of creation, and no tag twice in a package", () => {
    const byId = [...seed.packages, ...versions].sort((a, b) => (a.id ?? 0) - (b.id ?? 0));
    expect(new Set(byId.map(({ id }) => id)).size).toBe(byId.length);
    expect(byId.map(({ createdAt }) => createdAt)).toEqual(byId.map(({ createdAt }) => createdAt).sort());
    expect(seed.nextId).toBeGreaterThan(byId.at(-1)?.id ?? 0);
    for (const { versions } of seed.packages) {
      const active = versions.filter(({ deletedAt }) => deletedAt === undefined);
      const tags = active.flatMap((version) => version.tags ?? []);
      expect(new Set(tags).size).toBe(tags.length);
      expect(new Set(active.map((version) => version.name)).size).toBe(active.length);
    }
  });

  it("has nothing that is younger than its present", () => {
    const present = seed.now ?? "2026-11-21T00:00:00Z";
    const times = versions.flatMap(({ createdAt, updatedAt, deletedAt }) => [createdAt, updatedAt, deletedAt]);
    expect(times.filter((time) => time !== undefined && time > present)).toEqual([]);
  });

  it("makes a world that takes a snapshot of the same packages", () => {
    const present = Date.parse(seed.now ?? "2026-11-21T00:00:00Z");
    const snapshot = new World(seed, { clock: { now: () => present } }).snapshot();
    const names = (of: Seed) => of.packages.map((one) => [one.id, one.name, one.versions.length]).sort();
    expect(names(snapshot)).toEqual(names(seed));
  });
});

describe("the publish histories", () => {
  const { header, packages } = readNpmHistories();

  it("say where they come from", () => {
    expect(header).toMatchObject({
      source: expect.stringContaining("npm view NAME time --json"),
      script: "scripts/collect-publish-histories.mjs",
      collectedAt: expect.stringMatching(/^\d{4}-\d\d-\d\d$/),
    });
  });

  it("are in order of publishing, from a dozen versions to thousands", () => {
    const sizes = Object.values(packages).map((history) => history.length);
    expect(Math.min(...sizes)).toBeLessThan(20);
    expect(Math.max(...sizes)).toBeGreaterThan(3_000);
    for (const history of Object.values(packages)) {
      const times = history.map(([, at]) => at);
      expect(times).toEqual([...times].sort());
      expect(times.every((time) => new Date(time).toISOString() === time)).toBe(true);
    }
  });

  it("become packages of acme with every version, at the second of its publishing", () => {
    const seed = loadDataSet("histories");
    expect(seed.packages.map(({ name }) => name)).toContain("rest");
    for (const [name, history] of Object.entries(packages)) {
      const { versions, packageType } = find(seed, name.replace(/^@.*\//, ""));
      expect(packageType).toBe("npm");
      expect(versions.map((version) => [version.name, version.createdAt])).toEqual(
        history.map(([version, at]) => [version, `${at.slice(0, 19)}Z`]),
      );
    }
  });
});

describe("the demo", () => {
  const demo = loadDataSet("demo");

  it("has every package type, visibility and kind of token", () => {
    const types = new Set(demo.packages.map(({ packageType }) => packageType));
    expect([...types].sort()).toEqual(["container", "docker", "maven", "npm", "nuget", "rubygems"]);
    expect(new Set(demo.packages.map(({ visibility }) => visibility)).size).toBe(3);
    expect(new Set(demo.tokens.map(({ kind }) => kind)).size).toBe(5);
    expect(new Set(demo.packages.map(({ owner }) => owner))).toEqual(new Set(["acme", "octocat"]));
  });

  it("has indexes whose children are all there, untagged", () => {
    const api = find(demo, "api");
    const names = new Map(api.versions.map((version) => [version.name, version]));
    const index = fieldsOf(tagged(api, "v1.6.0"));
    expect(tagged(api, "v1.6.0").tags).toEqual(["v1.6.0", "1.6", "1", "latest"]);
    const children = index.manifests.map(({ digest }: { digest: string }) => names.get(digest));
    expect(children.map((child: SeedVersion) => child.tags)).toEqual([undefined, undefined, undefined, undefined]);
    expect(index.manifests.map(({ platform }: { platform: { os: string } }) => platform.os)).toEqual([
      "linux",
      "linux",
      "unknown",
      "unknown",
    ]);
    expect(index.manifests[2].annotations).toEqual({
      "vnd.docker.reference.digest": index.manifests[0].digest,
      "vnd.docker.reference.type": "attestation-manifest",
    });
  });

  it("has a platform image that two indexes share", () => {
    const web = find(demo, "shop/web");
    const listed = (tag: string) =>
      fieldsOf(tagged(web, tag)).manifests.map(({ digest }: { digest: string }) => digest);
    const [, shared] = listed("3.0.3-rc.1");
    expect(listed("3.0.3")).toContain(shared);
    expect(tagged(web, "3.0.3").manifest?.mediaType).toContain("vnd.docker");
  });

  it("has an index of indexes", () => {
    const bundle = find(demo, "bundle");
    const outer = fieldsOf(tagged(bundle, "latest"));
    const inner = bundle.versions.find(({ name }) => name === outer.manifests[0].digest) as SeedVersion;
    expect(fieldsOf(inner).manifests).toHaveLength(2);
  });

  it("has signatures by tag, referrers by subject with their fallback tag, and a signature without its image", () => {
    const signed = find(demo, "signed");
    const index = tagged(signed, "v0.2.0");
    expect(tagged(signed, schemeTag(index.name, "sig"))).toBeDefined();
    const fallback = fieldsOf(tagged(signed, schemeTag(index.name)));
    const referrers = fallback.manifests.map(({ digest }: { digest: string }) =>
      fieldsOf(signed.versions.find(({ name }) => name === digest) as SeedVersion),
    );
    expect(referrers.map(({ subject }: { subject: { digest: string } }) => subject.digest)).toEqual([
      index.name,
      index.name,
    ]);
    const names = new Set(signed.versions.map(({ name }) => name));
    const signatures = signed.versions.flatMap(({ tags }) => tags ?? []).filter((tag) => tag.endsWith(".sig"));
    const orphans = signatures.filter((tag) => !names.has(tag.replace("-", ":").replace(/\.sig$/, "")));
    expect(orphans).toHaveLength(1);
  });

  it("has deleted packages and versions on both sides of the thirty days", () => {
    const ages = demo.packages.flatMap(({ deletedAt }) => (deletedAt ? [daysBefore(demo.now, deletedAt)] : []));
    expect(ages).toEqual([6, 45]);
    const deleted = find(demo, "api").versions.filter(({ deletedAt }) => deletedAt !== undefined);
    expect(new Set(deleted.map(({ deletedAt }) => daysBefore(demo.now, deletedAt)))).toEqual(new Set([5, 45]));
  });

  it("has a public version above GitHub's limit of downloads, a package with one version, and a migration conflict", () => {
    const popular = find(demo, "popular");
    expect([popular.visibility, popular.versions.map(({ downloads }) => downloads)]).toEqual([
      "public",
      [48_120, 5_001, 5_000, 12],
    ]);
    expect(find(demo, "tool").versions).toHaveLength(1);
    expect(demo.packages.filter((one) => one.dockerMigrationConflict).map(({ name }) => name)).toEqual(["api"]);
  });
});

describe("a seed with a present of its own", () => {
  const seed: Seed = {
    ...loadDataSet("empty"),
    now: "2026-06-30T12:00:00Z",
    packages: [
      {
        owner: "acme",
        packageType: "npm",
        name: "web",
        visibility: "private",
        createdAt: "2026-06-01T12:00:00Z",
        versions: [
          { name: "1.0.0", createdAt: "2026-06-01T12:00:00Z", deletedAt: "2026-06-29T12:00:00Z" },
          { name: "1.1.0", createdAt: "2026-06-20T12:00:00.900Z", updatedAt: "2026-06-21T12:00:00Z" },
        ],
      },
    ],
  };

  it("is moved to the clock of the world that is made of it, once", () => {
    const world = new World(seed, { clock: { now: () => Date.parse("2027-01-31T00:00:00.250Z") } });
    const snapshot = world.snapshot();
    expect(snapshot.now).toBeUndefined();
    const [moved] = snapshot.packages;
    expect(moved?.createdAt).toBe("2027-01-02T00:00:00Z");
    expect(moved?.versions.map(({ createdAt, updatedAt, deletedAt }) => [createdAt, updatedAt, deletedAt])).toEqual([
      ["2027-01-02T00:00:00Z", "2027-01-02T00:00:00Z", "2027-01-30T00:00:00Z"],
      ["2027-01-21T00:00:01Z", "2027-01-22T00:00:00Z", undefined],
    ]);
    const restarted = new World(snapshot, { clock: { now: () => Date.parse("2027-03-01T00:00:00Z") } });
    expect(restarted.snapshot().packages).toEqual(snapshot.packages);
  });

  it("is left as it is without one", () => {
    const { now: _, ...fixed } = seed;
    expect(moveToPresent(fixed, Date.now())).toBe(fixed);
  });
});
