import type { FaultSpec } from "../../emulator";
import type { SeedPackage, SeedToken } from "../../emulator/seed";
import type { PropertyMap } from "../../provider/resources/resource";
import {
  type Driver,
  type DriverOptions,
  type Kept,
  type Make,
  type Phase,
  packageIn,
  startDriver,
  versionIn,
} from "../support/run-driver";
import { ADMIN_TOKEN, daysAgo, digest, npmPackage, smallWorld } from "../support/small-world";

interface Known {
  readonly id: string;
  readonly state: PropertyMap;
}

const bot: SeedToken = {
  token: "emulator-bot",
  kind: "classic",
  login: "hubot",
  scopes: ["repo", "delete:packages", "write:packages"],
};
const tokens = [bot];

const image = (owner: string, name: string, visibility: "public" | "private", id: number): SeedPackage => ({
  ...npmPackage(owner, name, id, []),
  packageType: "container",
  visibility,
  versions: [{ id: id + 1, name: digest("7"), tags: ["v1"], createdAt: daysAgo(9) }],
});

const NAMES = ["1.0.0", "2.0.0", "3.0.0", "4.0.0"];

/** What the engine asks of several resources at a time. */
const create = (make: Make, { session }: Phase, inputs: readonly PropertyMap[]) =>
  Promise.all(inputs.map((one) => make(() => session).create(one)));
const read = (make: Make, { session }: Phase, known: readonly Known[]) =>
  Promise.all(known.map(({ id, state }) => make(() => session).read(id, state)));
const ids = (all: ReadonlyArray<{ id?: string }>) => all.map(({ id }) => id);

describe("a package that is read", () => {
  let driver: Driver;
  afterEach(() => driver.close());
  /** Adopts a package as the owner's admin, or as whoever the options' token belongs to. */
  const adopt = async (owner: string, name: string, packages: SeedPackage[], options: DriverOptions = {}) => {
    const world = smallWorld({ packages, tokens });
    driver = await startDriver({
      config: { "github-packages:maxRetries": "0" },
      emulator: { seed: { ...world, accounts: [...world.accounts, { login: "hubot", id: 3, type: "User" }] } },
      ...options,
    });
    const up = await driver.up("p", packageIn, { owner, packageType: "container", name });
    expect({ failures: up.failures, error: up.error }).toEqual({ failures: [], error: undefined });
  };
  /** From now on the token may see these of the private packages alone. */
  const confine = (token: SeedToken, read: string[]) => driver.emulator.world.addToken({ ...token, read });

  it("leaves the state for another id only when the package itself shows it, because lists lag", async () => {
    const names = ["a", "b", "c"];
    const packages = names.map((name, index) => npmPackage("acme", name, 1000 * (index + 1), NAMES));
    driver = await startDriver({ emulator: { seed: smallWorld({ packages }) } });
    const { world, faults, url } = driver.emulator;
    const headers = { authorization: `token ${ADMIN_TOKEN}` };
    const stale = await (await fetch(`${url}/orgs/acme/packages?package_type=npm`, { headers })).json();
    for (const name of names) {
      world.deletePackage("acme", "npm", name);
      world.publish("acme", "npm", name, { name: "5.0.0" });
    }
    const inputs = names.map((name) => ({ owner: "acme", packageType: "npm", name }));
    const known = await create(packageIn, driver.startRun().preview, inputs);
    faults.add({ route: /\/packages$/, status: 200, body: stale, times: Number.POSITIVE_INFINITY });
    const { preview } = driver.startRun();
    expect(ids(await read(packageIn, preview, known))).toEqual(ids(known));
    expect(preview.said).toEqual([]);
  });

  const users = (...packages: Array<[name: string, visibility: "public" | "private"]>) =>
    packages.map(([name, visibility], index) => image("octocat", name, visibility, 7000 + 10 * index));

  it("stays in the state when the list of another user's packages could not have shown it", async () => {
    await adopt("octocat", "app", users(["app", "private"], ["site", "public"]), { token: bot.token });
    confine(bot, []);
    await expect(driver.refresh("p", packageIn)).rejects.toThrow(
      /^look for container package octocat\/app: GitHub answers 404 for it, and shows this token only public container packages of octocat, .* it stays in the state.* `pulumi state delete`/,
    );
    const kept = driver.kept.get("p") as Kept;
    await expect(packageIn(() => driver.startRun().preview.session).delete(kept.id, kept.outputs)).rejects.toThrow(
      "it stays in the state",
    );
  });

  it.each<[string, Array<[string, "public" | "private"]>]>([
    ["it was public when it was last seen", [["app", "public"]]],
    [
      "the list shows another private one",
      [
        ["app", "private"],
        ["base", "private"],
      ],
    ],
  ])("leaves the state for the list of another user's packages when %s", async (_, packages) => {
    await adopt("octocat", "app", users(...packages), { token: bot.token });
    driver.emulator.world.deletePackage("octocat", "container", "app");
    await driver.refresh("p", packageIn);
    expect(driver.kept.size).toBe(0);
  });
});

describe("what GitHub says 404 for", () => {
  let driver: Driver;
  afterEach(() => driver.close());
  const container = { owner: "acme", packageType: "container" };
  const adopt = async (options: DriverOptions = {}) => {
    const actions: SeedToken = { token: "ghs_actions", kind: "github-actions", login: "octocat", scopes: [] };
    driver = await startDriver({
      config: { "github-packages:maxRetries": "0" },
      emulator: { seed: smallWorld({ tokens: [actions] }) },
      ...options,
    });
    expect(await driver.up("api", packageIn, { ...container, name: "api" })).not.toHaveProperty("error");
    expect(await driver.up("v1", versionIn, { ...container, packageName: "api", tag: "v1" })).not.toHaveProperty(
      "error",
    );
    driver.requests();
  };
  const always = { method: "GET", times: Number.POSITIVE_INFINITY };
  const missing = (route: RegExp, message: string) =>
    driver.emulator.faults.add({ ...always, route, status: 404, body: { message, status: "404" } });

  it.each<[string, FaultSpec, RegExp]>([
    ["is refused", { status: 403, body: { message: "Forbidden", status: "403" } }, /this token may not list acme's/],
    ["fails", { status: 500, body: { message: "Server Error" } }, /Server Error/],
    ["is cut off", { truncate: true }, /list container packages of acme/],
    ["gets no answer", { drop: true }, /list container packages of acme/],
    ["is a page of HTML", { status: 200, html: "<html>Welcome</html>" }, /list container packages of acme/],
  ])("stays in the state when the list of packages %s", async (_, fault, words) => {
    await adopt();
    driver.emulator.world.deletePackage("acme", "container", "api");
    driver.emulator.faults.add({ ...always, route: /\/packages$/, ...fault });
    await expect(driver.refresh("api", packageIn)).rejects.toThrow(words);
    await expect(driver.refresh("v1", versionIn)).rejects.toThrow(words);
    expect([...driver.kept.keys()]).toEqual(["api", "v1"]);
  });

  it("leaves the state when a list that GITHUB_TOKEN may read lacks it", async () => {
    await adopt({ token: "ghs_actions" });
    driver.emulator.world.deletePackage("acme", "container", "api");
    await driver.refresh("api", packageIn);
    expect([...driver.kept.keys()]).toEqual(["v1"]);
    expect(driver.requests().filter((request) => request.includes("/packages?"))).toEqual([
      "GET /orgs/acme/packages?package_type=container&per_page=100&page=1",
      "GET /users/acme/packages?package_type=container&per_page=100&page=1",
    ]);
  });

  it("stays in the state while the list that GITHUB_TOKEN may read has it", async () => {
    await adopt({ token: "ghs_actions" });
    missing(/\/packages\/container\/api$/, "Package not found.");
    await expect(driver.refresh("api", packageIn)).rejects.toThrow(
      "GitHub answers 404 for it and lists it at the same time",
    );
    expect(driver.kept.has("api")).toBe(true);
  });

  it.each([
    ["the version", /\/versions\/301$/, "Package version not found."],
    ["the version and the list of versions", /\/versions/, "Package not found."],
  ])("stays in the state when that is %s, and GitHub shows it elsewhere", async (_, route, message) => {
    await adopt();
    missing(route, message);
    await expect(driver.refresh("v1", versionIn)).rejects.toThrow(
      "GitHub answers 404 for it and lists it at the same time",
    );
    expect(driver.kept.has("v1")).toBe(true);
  });
});

describe("versions that the preview has not found", () => {
  let driver: Driver;
  afterEach(() => driver.close());
  const inputs = NAMES.map((_, index) => ({
    owner: "acme",
    packageType: "npm",
    packageName: "lib",
    versionId: 10_001 + index,
    whenDeleted: "restore",
  }));
  let known: Known[];
  beforeEach(async () => {
    const packages = [npmPackage("acme", "lib", 10_000, [...NAMES, "5.0.0"])];
    driver = await startDriver({ emulator: { seed: smallWorld({ packages }) } });
    known = await create(versionIn, driver.startRun().preview, inputs);
    for (const name of NAMES) driver.emulator.world.deleteVersion("acme", "npm", "lib", name);
  });
  const restoreAll = () => {
    for (const { versionId } of inputs) driver.emulator.world.restoreVersion("acme", "npm", "lib", versionId);
  };

  it("stay in the state when they are restored before the update reads them", async () => {
    const run = driver.startRun();
    expect(ids(await read(versionIn, run.preview, known))).toEqual(NAMES.map(() => undefined));
    restoreAll();
    expect(ids(await read(versionIn, run.update(), known))).toEqual(ids(known));
  });

  it("are adopted when they are restored before the update creates them", async () => {
    const run = driver.startRun();
    await read(versionIn, run.preview, known);
    restoreAll();
    driver.requests();
    expect(ids(await create(versionIn, run.update(), inputs))).toEqual(ids(known));
    expect(driver.requests().filter((request) => !request.startsWith("GET"))).toEqual([]);
  });

  it("are restored when the update does not find them either", async () => {
    const run = driver.startRun();
    await read(versionIn, run.preview, known);
    expect(ids(await create(versionIn, run.update(), inputs))).toEqual(ids(known));
    expect(driver.emulator.world.versions("acme", "npm", "lib")).toHaveLength(5);
  });
});

describe("a version that GitHub says 404 for and lists nowhere", () => {
  let driver: Driver;
  let known: Known;
  afterEach(() => driver.close());
  const place = ["acme", "npm", "lib"] as const;
  const inputs = { owner: "acme", packageType: "npm", packageName: "lib" };
  const adopt = async (config: DriverOptions["config"] = {}) => {
    const packages = [npmPackage("acme", "lib", 10_000, NAMES)];
    driver = await startDriver({ config, emulator: { seed: smallWorld({ packages }) } });
    const run = driver.startRun();
    [known] = (await create(versionIn, run.preview, [{ ...inputs, versionId: 10_001 }])) as [Known];
    driver.emulator.world.deleteVersion(...place, "1.0.0");
  };
  const readAgain = async () => ids(await read(versionIn, driver.startRun().preview, [known]));
  const always = { method: "GET", times: Number.POSITIVE_INFINITY };
  /** It is there again, and nothing but the count shows it. */
  const restoreUnseen = () => {
    driver.emulator.faults.delayedPresence(Number.POSITIVE_INFINITY);
    driver.emulator.world.restoreVersion(...place, 10_001);
    driver.emulator.faults.delayedPresence(0);
  };
  const forgetDeletions = () => driver.emulator.world.advance(31 * 24 * 60 * 60 * 1000);
  const count = (version_count: number) => {
    const { id, createdAt: created_at } = npmPackage("acme", "lib", 10_000, []);
    const body = { id, name: "lib", package_type: "npm", visibility: "private", created_at, updated_at: created_at };
    const urls = { url: "https://example.com/lib", html_url: "https://example.com/lib" };
    driver.emulator.faults.add({ ...always, route: /\/lib$/, status: 200, body: { ...body, ...urls, version_count } });
  };

  it("stays in the state while GitHub counts more versions than it lists", async () => {
    await adopt();
    restoreUnseen();
    await expect(readAgain()).rejects.toMatchObject({ code: "incomplete" });
    await expect(readAgain()).rejects.toThrow(
      /^look for npm package acme\/lib, version id 10001: GitHub answers 404 for it .* counts 4 versions of the package \(version_count\) and lists 3 active and 0 deleted ones.* stays in the state.*`pulumi state delete`/,
    );
    driver.emulator.faults.add({ method: "DELETE", status: 404, body: { message: "Package version not found." } });
    await expect(versionIn(() => driver.startRun().preview.session).delete(known.id, known.state)).rejects.toThrow(
      "stays in the state",
    );
  });

  it("stays in the state when only the lists lag behind", async () => {
    await adopt();
    driver.emulator.faults.delayedPresence(4);
    driver.emulator.world.restoreVersion(...place, 10_001);
    expect(await readAgain()).toEqual([known.id]);
  });

  it("leaves the state when it is listed as deleted, whatever is counted", async () => {
    await adopt();
    count(1000);
    expect(await readAgain()).toEqual([undefined]);
  });

  it("leaves the state when the count agrees with the lists", async () => {
    await adopt();
    forgetDeletions();
    expect(await readAgain()).toEqual([undefined]);
  });

  it("leaves the state when the count has the deleted versions in it that can be restored", async () => {
    await adopt();
    forgetDeletions();
    driver.emulator.world.deleteVersion(...place, "2.0.0");
    count(3);
    expect(await readAgain()).toEqual([undefined]);
  });

  it("leaves the state whatever is counted when no count is believed", async () => {
    await adopt({ "github-packages:undocumentedVersionCount": "false" });
    forgetDeletions();
    count(1000);
    expect(await readAgain()).toEqual([undefined]);
  });

  it("stays in the state when the list of the active versions is empty, since no package is without any", async () => {
    await adopt({ "github-packages:undocumentedVersionCount": "false" });
    driver.emulator.faults.add({ ...always, route: /\/versions$/, status: 200, body: [] });
    await expect(readAgain()).rejects.toThrow(
      /^list versions of npm package acme\/lib: GitHub shows the package and lists no version of it/,
    );
  });

  it("is not restored because the list of the active versions is empty", async () => {
    await adopt();
    driver.emulator.world.publish("acme", "npm", "lib", { name: "1.0.0" });
    driver.emulator.faults.add({ ...always, route: /\/versions$/, times: 1, status: 200, body: [] });
    const run = driver.startRun();
    driver.requests();
    await expect(
      create(versionIn, run.preview, [{ ...inputs, version: "1.0.0", whenDeleted: "restore" }]),
    ).rejects.toThrow("lists no version of it");
    expect(driver.requests().filter((request) => !request.startsWith("GET"))).toEqual([]);
  });
});
