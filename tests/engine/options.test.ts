import { changesOf, diagnosticsOf, expectSuccess, stepsOf } from "../support/engine";
import { type Scenario, startScenario } from "../support/scenario";
import { npmPackage, smallWorld } from "../support/small-world";

const ui = (rest = "", options = "{}") =>
  `const ui = new Package("ui", { owner: "acme", packageType: "npm", name: "ui" ${rest} }, ${options});`;

/** The engine's own options, and what a preview says with each. */
describe("with the engine's options", () => {
  let scenario: Scenario | undefined;
  const start = async (body: string, seed = smallWorld()) => {
    scenario = await startScenario(body, { emulator: { seed } });
    return scenario;
  };
  const updated = async (body: string, seed = smallWorld()) => {
    const one = await start(body, seed);
    const up = await one.workspace.up(["--skip-preview"]);
    expectSuccess(up);
    return one;
  };
  const previewed = async ({ workspace }: Scenario) =>
    stepsOf(await workspace.preview())
      .filter(({ op }) => op !== "same")
      .map(({ op, name }) => `${op} ${name}`);
  afterEach(() => scenario?.close());

  it("protect: neither destroy nor removal deletes; a destroy without a preview forgets the package's versions alone", async () => {
    const declared = `${ui("", "{ protect: true }")} new PackageVersion("old", { package: ui, version: "1.0.0" });`;
    const { workspace, emulator, program } = await updated(declared);
    const before = emulator.world.snapshot();
    expect((await workspace.destroy()).code).not.toBe(0);
    await program("");
    const up = await workspace.up();
    expect(up.code).not.toBe(0);
    expect(diagnosticsOf(up).join("\n")).toContain("protect");
    expect(emulator.world.snapshot()).toEqual(before);

    await program(declared);
    expect((await workspace.destroy(["--skip-preview"])).code).not.toBe(0);
    const { resources = [] } = (await workspace.exportState()).deployment;
    expect(resources.map(({ urn }: { urn: string }) => urn.split("::").at(-1)).slice(2)).toEqual(["ui"]);
    expect(changesOf(await workspace.up(["--skip-preview"]))).toEqual(["create old"]);
    expect(emulator.world.snapshot()).toEqual(before);
  });

  it("retainOnDelete, ignoreChanges and replaceOnChanges: what goes, is renamed or spelt otherwise stays as it is", async () => {
    const container = (name: string, packageName: string, options: string) =>
      `new Package("${name}", { owner: "acme", packageType: "container", name: "${packageName}" }, ${options});`;
    const retained = container("web", "repo/web", "{ retainOnDelete: true }");
    const ignoring = (name: string) => container("api", name, '{ ignoreChanges: ["name"] }');
    const replaced = (rest: string) => ui(rest, '{ replaceOnChanges: ["*"] }');
    const one = await updated(retained + ignoring("api") + replaced(""));
    const before = one.emulator.world.snapshot();
    await one.program(ignoring("other") + replaced(", whenDeleted: 'fail'").replace('"acme"', '"ACME"'));
    expect(changesOf(await one.workspace.up())).toEqual(["delete web"]);
    const { resources } = (await one.workspace.exportState()).deployment;
    expect(resources.map(({ urn }: { urn: string }) => urn.split("::").at(-1))).toEqual(
      expect.arrayContaining(["api", "ui"]),
    );
    expect(JSON.stringify(resources)).not.toContain("::web");
    expect(one.emulator.world.snapshot()).toEqual(before);
  });

  it("target: only what is named is looked at", async () => {
    const one = await updated(`${ui()} new PackageVersion("v1", { package: ui, version: "1.0.0" });`);
    await one.program(`${ui()} new PackageVersion("v1", { package: ui, version: "1.1.0" });`);
    const urn = (await one.workspace.exportState()).deployment.resources.find(({ urn }: { urn: string }) =>
      urn.endsWith("::ui"),
    ).urn;
    const before = one.emulator.world.snapshot();
    const up = await one.workspace.up(["--target", urn]);
    expect({ code: up.code, changes: changesOf(up) }).toEqual({ code: 0, changes: [] });
    expect(one.emulator.world.snapshot()).toEqual(before);
  });

  it("a changed name replaces: the new package is adopted before the old one is deleted, and the preview says so", async () => {
    const seed = smallWorld({ packages: [npmPackage("acme", "next", 700, ["1.0.0"])] });
    const one = await updated(ui(), seed);
    await one.program(ui().replace('name: "ui"', 'name: "next"'));
    expect(await previewed(one)).toEqual(["create-replacement ui", "replace ui", "delete-replaced ui"]);
    const up = await one.workspace.up();
    expect(changesOf(up)).toEqual(["create-replacement ui", "replace ui", "delete-replaced ui"]);
    expect(one.emulator.world.packages("acme", "npm").map(({ facts }) => facts.name)).toEqual(["next"]);
  });

  it("inputs that are not known before the update: the preview is silent about them, the update adopts", async () => {
    const one = await start(`
      const first = new Package("first", { owner: "acme", packageType: "npm", name: "ui" });
      const tag = first.packageId.apply((id) => (id === 100 ? "v1" : "v2"));
      new PackageVersion("late", { owner: "acme", packageType: "container", packageName: "api", tag });`);
    const preview = await one.workspace.preview();
    expect(preview.code).toBe(0);
    expect(stepsOf(preview).map(({ op, name }) => `${op} ${name}`)).toEqual(["create first", "create late"]);
    const up = await one.workspace.up();
    expect(changesOf(up)).toEqual(["create first", "create late"]);
    expect(await previewed(one)).toEqual([]);
  });

  it("get: a package and a version that this program does not manage are read, and stay when they are removed", async () => {
    const one = await updated(`
      const api = Package.get("api", "acme/container/api");
      const v1 = PackageVersion.get("v1", "acme/container/api/301");
      exports.visibility = api.visibility;
      exports.tags = v1.tags;`);
    const outputs = JSON.parse((await one.workspace.pulumi(["stack", "output", "--json"])).stdout);
    expect(outputs).toEqual({ visibility: "private", tags: ["v1"] });
    const before = one.emulator.world.snapshot();
    await one.program("");
    expect((await one.workspace.up(["--skip-preview"])).code).toBe(0);
    expect(one.emulator.world.snapshot()).toEqual(before);
  });

  it("a resource that names no owner is replaced within the one it had, with another user's token too", async () => {
    const scopes = ["repo", "read:packages", "write:packages", "delete:packages"];
    const world = smallWorld({
      packages: [npmPackage("octocat", "kit", 10_000, ["1.0.0"])],
      tokens: [{ token: "emulator-hubot", kind: "classic", login: "hubot", scopes }],
    });
    const seed = { ...world, accounts: [...world.accounts, { login: "hubot", id: 3, type: "User" as const }] };
    const program = (name: string) => `new Package("tool", { packageType: "npm", name: "${name}" });`;
    const { workspace, emulator, ...one } = await updated(program("cli"), seed);
    await one.program(program("kit"));
    const up = await workspace.up([], { env: { GITHUB_TOKEN: "emulator-hubot" } });
    expectSuccess(up);
    const { resources } = (await workspace.exportState()).deployment;
    const tool = resources.find(({ urn }: { urn: string }) => urn.endsWith("::tool"));
    expect(tool.outputs).toMatchObject({ owner: "octocat", packageId: 10_000 });
    expect(emulator.world.packages("octocat", "npm").map(({ facts }) => facts.name)).toEqual(["kit"]);
  });

  it("a restore token is stored as a secret and shown nowhere", async () => {
    const one = await start(ui(", restoreToken: 'package-token-1234'"));
    one.emulator.world.deletePackage("acme", "npm", "ui");
    const up = await one.workspace.up(["--diff"]);
    expect(up.code).toBe(0);
    const state = JSON.stringify(await one.workspace.exportState());
    for (const text of [up.stdout, up.stderr, state]) expect(text).not.toContain("package-token-1234");
    expect(one.requests().some((line) => line.includes("token=package-token-1234"))).toBe(true);
  });
});
