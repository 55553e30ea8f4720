import { type Emulator, startEmulator } from "../../../emulator";
import { callFunction } from "../../../provider/hosts/program";
import { npmPackage, seed } from "../../adapter/github/support/seed";
import { failureOf, instanceFor, NOW } from "./support/call";

describe("the functions of one program", () => {
  let emulator: Emulator;
  beforeEach(async () => {
    const packages = Array.from({ length: 1000 }, (_, index) =>
      npmPackage("acme", `p${index}`, 100_000 + 10 * index, 2),
    );
    const classic = { kind: "classic" as const, login: "octocat" };
    const tokens = [
      { ...classic, token: "ghp_noScope", scopes: [] },
      { ...classic, token: "ghp_noRepo", scopes: ["read:packages"] },
      { ...classic, token: "ghp_sso", scopes: ["repo", "read:packages"], sso: "pending" as const },
      { token: "ghs_actions", kind: "github-actions" as const, login: "octocat", scopes: [] },
      { token: "ghs_app", kind: "app" as const, login: "octocat", scopes: [] },
      { token: "github_pat_fine", kind: "fine-grained" as const, login: "octocat", scopes: [] },
      { ...classic, token: "ghp_expired", kind: "expired" as const, scopes: [] },
    ];
    emulator = await startEmulator({ seed: seed({ packages, tokens }) });
  });
  afterEach(() => emulator.close());

  const npm = { owner: "acme", packageType: "npm" };

  it("a thousand packages are looked up in one listing", async () => {
    const instance = instanceFor(emulator.url);
    const all = await Promise.all(
      Array.from({ length: 1000 }, (_, index) =>
        callFunction("getPackage", { ...npm, name: `p${index}` }, instance, NOW),
      ),
    );
    expect(new Set(all.map(({ packageId }) => packageId)).size).toBe(1000);
    const listed = await callFunction("getPackages", { ...npm, packages: ["p*"] }, instance, NOW);
    expect(listed.packages).toHaveLength(1000);
    expect(emulator.requests.filter(({ path }) => path.includes("/packages")).length).toBeLessThanOrEqual(14);
    expect(emulator.requests.filter(({ path }) => !path.includes("/packages"))).toHaveLength(1);
  });

  it("lists by visibility and conflicts are read once, too", async () => {
    const instance = instanceFor(emulator.url);
    const twice = async (work: () => Promise<unknown>) => {
      await work();
      emulator.clearRequests();
      await work();
      return emulator.requests.length;
    };
    expect(await twice(() => callFunction("getPackages", { ...npm, visibility: "private" }, instance, NOW))).toBe(0);
    expect(await twice(() => callFunction("getDockerMigrationConflicts", { owner: "acme" }, instance, NOW))).toBe(0);
  });

  it("what waits for resources sees what they changed; what does not goes by what was read", async () => {
    const instance = instanceFor(emulator.url);
    const ids = async (moment: string) => {
      const args = { ...npm, packageName: "lib" };
      return (await callFunction("getPackageVersions", args, instance, moment)).versions.map(
        ({ versionId }) => versionId,
      );
    };
    const before = await ids(NOW);
    emulator.world.deleteVersion("acme", "npm", "lib", before[0] ?? 0);
    expect(await ids(NOW)).toEqual(before);
    expect(await ids("urn:a")).toEqual(before.slice(1));
  });

  it("a failed list is asked for again", async () => {
    const instance = instanceFor(emulator.url, { args: { maxRetries: "0" } });
    emulator.faults.add({ route: /docker.conflicts$/, status: 502, times: 1 });
    const conflicts = { owner: "acme" };
    expect((await failureOf("getDockerMigrationConflicts", conflicts, instance)).code).toBe("unavailable");
    expect((await callFunction("getDockerMigrationConflicts", conflicts, instance, NOW)).packages).toHaveLength(1);
  });

  const forAll = / \(To leave a type out, name the others in packageType\.\)$/;
  it.each([
    [
      "ghp_noScope",
      "access_denied",
      /You need at least read:packages scope to list packages.*settings\/tokens\/new\?scopes=read:packages/,
    ],
    ["ghp_noRepo", "access_denied", /list maven packages of acme: You need at least repo scope/],
    ["ghp_sso", "access_denied", /SAML enforcement.*open https:\/\/github\.com\/orgs\/acme\/sso/],
    [
      "ghs_actions",
      "access_denied",
      /list container packages of acme: Invalid argument\..*Name the packages, or use a classic token/,
    ],
    ["ghs_app", "not_found", /list npm packages of acme: Package not found/],
    ["github_pat_fine", "access_denied", /GitHub Packages does not support fine-grained tokens/],
    ["ghp_expired", "unauthenticated", /Bad credentials.*does not accept the token/],
  ] as const)("all types with %s: %s", async (token, code, words) => {
    const failure = await failureOf(
      "getPackages",
      { owner: "acme", ownerType: "organization" },
      instanceFor(emulator.url, { token }),
    );
    expect(failure.message).toMatch(words);
    expect(forAll.test(failure.message)).toBe(code === "access_denied");
    expect(failure.code).toBe(code);
    expect(failure.message).not.toContain(token);
  });

  it("GITHUB_TOKEN looks up what it may not list", async () => {
    const instance = instanceFor(emulator.url, { token: "ghs_actions" });
    const api = { owner: "acme", ownerType: "organization", packageType: "container", name: "app/api" };
    const calls = Array.from({ length: 5 }, () => callFunction("getPackage", api, instance, NOW));
    expect((await Promise.all(calls)).map(({ packageId }) => packageId)).toEqual(Array(5).fill(1200));
  });
});
