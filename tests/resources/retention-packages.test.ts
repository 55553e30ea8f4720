import { buildImage } from "../../emulator/images";
import type { SeedPackage, SeedToken } from "../../emulator/seed";
import type { PropertyMap } from "../../provider/resources/resource";
import { type Driver, type DriverOptions, policyIn, startDriver } from "../support/run-driver";
import { ADMIN_TOKEN, daysAgo, npmPackage, smallWorld } from "../support/small-world";

const oldVersions = (packages: string[], rest: PropertyMap = {}): PropertyMap => ({
  owner: "acme",
  packageType: "npm",
  packages,
  rules: {
    old: { action: "delete", match: { versionNames: ["*"], olderThan: "50d" } },
    newest: { action: "keep", mostRecent: { count: 2 } },
  },
  ...rest,
});

/** Two of its four versions are old and not among the newest two. */
const aged = (owner: string, name: string, id: number): SeedPackage =>
  npmPackage(owner, name, id, ["1", "2", "3", "4"]);

describe("a retention policy over many packages", () => {
  let driver: Driver;
  const start = async (packages: SeedPackage[], options: DriverOptions & { tokens?: SeedToken[] } = {}) => {
    const { tokens = [], ...rest } = options;
    driver = await startDriver({ ...rest, emulator: { seed: smallWorld({ packages, tokens }) } });
  };
  const up = async (inputs: PropertyMap) => {
    const result = await driver.up("p", policyIn, inputs);
    expect({ failures: result.failures, error: result.error }).toEqual({ failures: [], error: undefined });
    return result;
  };
  const countOf = (name: string, owner = "acme") => driver.emulator.world.versions(owner, "npm", name).length;
  const planned = ({ previewed }: { previewed: PropertyMap }) => {
    const runs = Object.values((previewed.runs ?? {}) as Record<string, { delete?: object }>);
    return Object.keys(runs.at(-1)?.delete ?? {});
  };
  afterEach(() => driver.close());

  it("covers what names and globs match, without what is excluded, and warns of what matches nothing", async () => {
    const names = ["web-api", "web-ui", "web-old", "worker", "lib"];
    await start(names.map((name, index) => aged("acme", name, 1000 * (index + 1))));
    const { said, ...result } = await up(oldVersions(["web-*", "@acme/lib", "job-*"], { excludePackages: ["*-old"] }));
    expect(planned(result)).toEqual(["lib", "web-api", "web-ui"]);
    expect(Object.fromEntries(names.map((name) => [name, countOf(name)]))).toEqual({
      "web-api": 2,
      "web-ui": 2,
      "web-old": 4,
      worker: 4,
      lib: 2,
    });
    expect(said.preview.join("\n")).toContain('warning: retention policy (acme, npm): "job-*" matches no package');
  });

  it.each([
    ["packages", { packages: ["lib", "@other/lib"] }, "packages[1]"],
    ["packages as a glob", { packages: ["@other/*"] }, "packages[0]"],
    ["packages by every scope", { packages: ["@*/lib"] }, "packages[0]"],
    ["excludePackages", { excludePackages: ["@other/lib"] }, "excludePackages[0]"],
    ["excludePackages within braces", { excludePackages: ["{@acme/lib,@acme/web}"] }, "excludePackages[0]"],
  ])(
    "refuses another owner's npm scope in %s, whether the owner is named or configured",
    async (_, change, property) => {
      await start([aged("acme", "lib", 1000)], { config: { "github-packages:owner": "acme" } });
      const { owner: __, ...ownerless } = oldVersions(["lib"], change);
      for (const inputs of [ownerless, { owner: "acme", ...ownerless }]) {
        const { failures } = await driver.up("p", policyIn, inputs);
        expect(failures).toEqual([
          { property, reason: expect.stringMatching(/the scope @.* is not the owner acme|within braces/) },
        ]);
      }
      expect(countOf("lib")).toBe(4);
    },
  );

  it("takes a new package that a glob matches at the next run", async () => {
    await start([aged("acme", "web-api", 1000)]);
    await up(oldVersions(["web-*"]));
    driver.emulator.world.publish("acme", "npm", "web-new", { name: "1", createdAt: daysAgo(90) });
    for (const name of ["2", "3"]) driver.emulator.world.publish("acme", "npm", "web-new", { name });
    expect(planned(await up(oldVersions(["web-*"])))).toEqual(["web-new"]);
    expect(countOf("web-new")).toBe(2);
  });

  it("needs no list of packages where all are named, which not every token may see", async () => {
    await start([aged("acme", "lib", 1000)]);
    await up(oldVersions(["lib"]));
    expect(driver.requests().filter((line) => /\/packages\?/.test(line))).toEqual([]);
  });

  it("stops altogether when one package can't be read, and deletes nothing of any", async () => {
    await start([aged("acme", "web-api", 1000), aged("acme", "web-ui", 2000)], {
      config: { "github-packages:maxRetries": "0" },
    });
    driver.emulator.faults.add({ route: /\/web-ui\/versions$/, status: 502, html: "<p>Bad gateway</p>", times: 99 });
    const { failures } = await driver.up("p", policyIn, oldVersions(["web-*"]));
    expect(failures).toEqual([
      {
        property: "packages",
        reason: expect.stringMatching(/^nothing can be planned for web-ui, so nothing is deleted: .*502/),
      },
    ]);
    expect(countOf("web-api")).toBe(4);
  });

  it("finds no packages of an owner that does not exist, and says so", async () => {
    await start([]);
    await expect(driver.up("p", policyIn, oldVersions(["web-*"], { owner: "acne" }))).rejects.toThrow(/acne/);
  });

  it.each([
    ["a user", { owner: "octocat" }, ADMIN_TOKEN],
    ["a user, told", { owner: "octocat", ownerType: "user" }, ADMIN_TOKEN],
    ["a user that the token does not belong to", { owner: "octocat" }, "other"],
  ])("works for packages of %s", async (_, owner, token) => {
    const scopes = ["repo", "read:packages", "write:packages", "delete:packages"];
    const tokens: SeedToken[] = [
      { token: "other", kind: "classic", login: "acme-bot", scopes, admin: ["octocat/npm/tool"] },
    ];
    const seed = smallWorld({ packages: [aged("octocat", "tool", 1000)], tokens });
    seed.accounts.push({ login: "acme-bot", id: 9, type: "User" });
    driver = await startDriver({ emulator: { seed }, token });
    const result = await up(oldVersions(["tool"], owner));
    expect(planned(result)).toEqual(["tool"]);
    expect(countOf("tool", "octocat")).toBe(2);
    expect(driver.kept.get("p")?.outputs).toMatchObject({ owner: "octocat", ownerType: "user" });
    expect(driver.kept.get("p")?.id).toBe("octocat/npm/retention");
    const family = token === "other" ? "/users/octocat/" : "/user/";
    expect(driver.requests().find((line) => line.startsWith("DELETE"))).toContain(`DELETE ${family}packages/npm/tool`);
  });

  describe("without an owner", () => {
    const nobodys = ({ owner: _, ...policy }: PropertyMap): PropertyMap => policy;

    it("is refused where none is configured: the token's own account is nobody's intention", async () => {
      await start([aged("octocat", "tool", 1000)]);
      const { failures } = await driver.up("p", policyIn, nobodys(oldVersions(["**"])));
      expect(failures).toEqual([
        {
          property: "owner",
          reason: expect.stringMatching(
            /^nothing says whose packages .* config set github-packages:owner acme`, GITHUB_OWNER\)$/,
          ),
        },
      ]);
      expect(driver.requests()).toEqual([]);
    });

    it("is refused with the owner that it had when that is configured no more, and with all that is wrong besides", async () => {
      await start([aged("acme", "tool", 1000)]);
      await driver.up("p", policyIn, oldVersions(["none"]));
      const { failures } = await driver.up("p", policyIn, nobodys(oldVersions(["tool"], { minAge: "soon" })));
      expect(failures.map(({ property }) => property)).toEqual(["owner", "minAge"]);
      expect(failures[0]?.reason).toContain('Until now it was acme. Write owner: "acme"');
    });

    it("is about the configured owner's packages", async () => {
      const seed = smallWorld({ packages: [aged("acme", "tool", 1000)] });
      driver = await startDriver({ emulator: { seed }, config: { "github-packages:owner": "acme" } });
      expect(planned(await up(nobodys(oldVersions(["tool"]))))).toEqual(["tool"]);
      expect(driver.kept.get("p")?.id).toBe("acme/npm/retention");
    });
  });

  it("says of every line which policy speaks, of whose packages of which type", async () => {
    await start([aged("acme", "tool", 1000)]);
    const inputs = oldVersions(["tool", "wrench"], { __self: "old tools 1", previewOnly: true });
    const { said } = await driver.up("p", policyIn, inputs);
    const lines = said.preview.filter((line) => !line.includes("old tools (acme, npm): "));
    expect([lines, said.preview.length > 3]).toEqual([[], true]);
  });

  it.each(["nuget", "maven", "rubygems", "docker"] as const)("works for %s packages", async (packageType) => {
    const versions = ["1.0.0", "1.1.0", "1.2.0", "1.3.0"].map((name, index) => ({
      name,
      createdAt: daysAgo(90 - index),
      ...(packageType === "docker" && { tags: [name] }),
    }));
    await start([
      { owner: "acme", packageType, name: "Acme.Lib", visibility: "private", createdAt: daysAgo(99), versions },
    ]);
    await up(oldVersions(["Acme.*"], { packageType }));
    const left = driver.emulator.world.versions("acme", packageType, "Acme.Lib").map(({ name }) => name);
    expect(left).toEqual(["1.3.0", "1.2.0"]);
  });

  it("asks once for each of 300 packages in a quiet run, and reads them again only where something goes", async () => {
    const image = buildImage({ content: "tiny" });
    const packages = Array.from({ length: 300 }, (_, index): SeedPackage => {
      const tiny = (name: string, age: number) => ({
        name,
        createdAt: daysAgo(age),
        tags: index < 20 ? [`pr-${age}`] : [`v${age}`],
      });
      const { mediaType, content } = image;
      const versions = [
        { ...tiny(image.digest, 60), manifest: { mediaType, content } },
        ...[1, 2].map((number) => {
          const other = buildImage({ content: `tiny ${index} ${number}` });
          return {
            ...tiny(other.digest, 30 - number),
            manifest: { mediaType: other.mediaType, content: other.content },
          };
        }),
      ];
      const name = `service-${String(index).padStart(3, "0")}`;
      return { owner: "acme", packageType: "container", name, visibility: "private", createdAt: daysAgo(61), versions };
    });
    await start(packages, { config: { "github-packages:pointsPerMinute": "0" } });
    const inputs: PropertyMap = {
      owner: "acme",
      packageType: "container",
      packages: ["service-*"],
      rules: {
        "pull requests": { action: "delete", match: { tags: ["pr-*"], olderThan: "45d" } },
        newest: { action: "keep", match: { tagState: "tagged" }, mostRecent: { count: 1 } },
      },
    };
    const { said } = await up(inputs);
    const first = driver.requests();
    const listings = (requests: string[]) => requests.filter((line) => /\/versions\?/.test(line)).length;
    const kinds = (requests: string[]) => ({
      listings: listings(requests),
      manifests: requests.filter((line) => line.includes("/manifests/")).length,
      deletions: requests.filter((line) => line.startsWith("DELETE")).length,
    });
    // In the preview each package, and once more the first page of the 20 that lose something; that page in the update; all of
    // those again right before the deletions, confirmed.
    expect(kinds(first)).toEqual({ listings: 300 + 20 + 20 + 2 * 20, manifests: expect.any(Number), deletions: 20 });
    expect(kinds(first).manifests).toBeLessThanOrEqual(2 * 3 * 20);
    expect(said.preview.join("\n")).toMatch(/of 280 more packages nothing goes/);
    expect((await up(inputs)).changes).toBe(false);
    expect(kinds(driver.requests())).toEqual({ listings: 300, manifests: 0, deletions: 0 });
  });
});
