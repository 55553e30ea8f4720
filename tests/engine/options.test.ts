import { changesOf, diagnosticsOf, stepsOf } from "../support/engine";
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
    const up = await one.workspace.up();
    expect({ code: up.code, said: up.code === 0 ? "" : up.stdout }).toEqual({ code: 0, said: "" });
    return one;
  };
  const previewed = async ({ workspace }: Scenario, args: string[] = []) => {
    const preview = await workspace.preview(args);
    return stepsOf(preview)
      .filter(({ op }) => op !== "same")
      .map(({ op, name }) => `${op} ${name}`);
  };
  afterEach(() => scenario?.close());

  it("protect: neither removal nor destroy deletes", async () => {
    const { workspace, emulator, program } = await updated(ui("", "{ protect: true }"));
    const before = emulator.world.snapshot();
    expect((await workspace.destroy()).code).not.toBe(0);
    await program("");
    const up = await workspace.up();
    expect(up.code).not.toBe(0);
    expect(diagnosticsOf(up).join("\n")).toContain("protect");
    expect(emulator.world.snapshot()).toEqual(before);
  });

  it("protect, and a destroy without a preview: the engine forgets the package's versions, and deletes none", async () => {
    const version = 'new PackageVersion("old", { package: ui, version: "1.0.0" });';
    const { workspace, emulator } = await updated(ui("", "{ protect: true }") + version);
    const before = emulator.world.snapshot();
    expect((await workspace.destroy(["--skip-preview"])).code).not.toBe(0);
    const { resources = [] } = (await workspace.exportState()).deployment;
    expect(resources.map(({ urn }: { urn: string }) => urn.split("::").at(-1)).slice(2)).toEqual(["ui"]);
    expect(changesOf(await workspace.up(["--skip-preview"]))).toEqual(["create old"]);
    expect(emulator.world.snapshot()).toEqual(before);
  });

  it("retainOnDelete: the resource goes, the package stays", async () => {
    const { workspace, emulator, program } = await updated(ui("", "{ retainOnDelete: true }"));
    const before = emulator.world.snapshot();
    await program("");
    expect((await workspace.up()).code).toBe(0);
    expect((await workspace.exportState()).deployment.resources ?? []).not.toContainEqual(
      expect.objectContaining({ urn: expect.stringContaining("::ui") }),
    );
    expect(emulator.world.snapshot()).toEqual(before);
  });

  it("replaceOnChanges: what another spelling would replace is handed over", async () => {
    const one = await updated(ui("", '{ replaceOnChanges: ["*"] }'));
    const before = one.emulator.world.snapshot();
    await one.program(ui(", whenDeleted: 'fail'", '{ replaceOnChanges: ["*"] }').replace('"acme"', '"ACME"'));
    expect((await one.workspace.up()).code).toBe(0);
    expect(one.emulator.world.snapshot()).toEqual(before);
  });

  it("ignoreChanges: another name changes nothing", async () => {
    const one = await updated(ui("", '{ ignoreChanges: ["name"] }'));
    await one.program(ui("", '{ ignoreChanges: ["name"] }').replace('name: "ui"', 'name: "other"'));
    expect(await previewed(one)).toEqual([]);
  });

  it("target: only what is named is looked at", async () => {
    const one = await updated(`${ui()} new PackageVersion("v1", { package: ui, version: "1.0.0" });`);
    await one.program(`${ui()} new PackageVersion("v1", { package: ui, version: "1.1.0" });`);
    const urn = (await one.workspace.exportState()).deployment.resources.find(({ urn }: { urn: string }) =>
      urn.endsWith("::ui"),
    ).urn;
    expect(await previewed(one, ["--target", urn])).toEqual([]);
    const before = one.emulator.world.snapshot();
    expect((await one.workspace.up(["--target", urn])).code).toBe(0);
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

  it("a changed name that nobody published deletes nothing", async () => {
    const one = await updated(ui());
    const before = one.emulator.world.snapshot();
    await one.program(ui().replace('name: "ui"', 'name: "uii"'));
    const up = await one.workspace.up();
    expect(up.code).not.toBe(0);
    expect(diagnosticsOf(up).join("\n")).toContain("it is not there and can't be restored");
    expect(one.emulator.world.snapshot()).toEqual(before);
  });

  it("a changed version replaces, and the version that is declared no more is deleted after the new one is adopted", async () => {
    const one = await updated(
      `new PackageVersion("v", { owner: "acme", packageType: "npm", packageName: "ui", version: "1.0.0" });`,
    );
    await one.program(
      `new PackageVersion("v", { owner: "acme", packageType: "npm", packageName: "ui", version: "1.1.0" });`,
    );
    one.requests();
    expect(await previewed(one)).toEqual(["create-replacement v", "replace v", "delete-replaced v"]);
    expect((await one.workspace.up()).code).toBe(0);
    expect(one.emulator.world.versions("acme", "npm", "ui").map(({ name }) => name)).toEqual(["2.0.0", "1.1.0"]);
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

  it("a new resource for what nobody published: the preview warns, the update fails and says why", async () => {
    const one = await start(
      `new PackageVersion("v", { owner: "acme", packageType: "npm", packageName: "ui", version: "9.9.9" });`,
    );
    const preview = await one.workspace.preview();
    expect(diagnosticsOf(preview)).toEqual([
      "warning: version 9.9.9 of npm package acme/ui: neither active nor restorable; the update will look again, and fail unless that has changed.",
    ]);
    const up = await one.workspace.up();
    expect(up.code).not.toBe(0);
    expect(diagnosticsOf(up).join("\n")).toContain(
      "adopt version 9.9.9 of npm package acme/ui: it is neither among the active versions",
    );
  });

  it('whenDeleted "fail": what was deleted is not brought back', async () => {
    const one = await start(`
      new PackageVersion("v", { owner: "acme", packageType: "container", packageName: "api", versionId: 304, whenDeleted: "fail" });`);
    const before = one.emulator.world.snapshot();
    const up = await one.workspace.up();
    expect(up.code).not.toBe(0);
    expect(diagnosticsOf(up).join("\n")).toMatch(/it was deleted at .*, and whenDeleted is "fail"/);
    expect(one.emulator.world.snapshot()).toEqual(before);
  });

  it.each([
    ["versionId: 304", 304],
    [`digest: "sha256:${"d".repeat(64)}"`, 304],
    ['tag: "v0"', 304],
  ])("a deleted version is found by %s and restored", async (handle, id) => {
    const one = await updated(`
      new PackageVersion("v", { owner: "acme", packageType: "container", packageName: "api", ${handle} });`);
    expect(one.emulator.world.versions("acme", "container", "api").map((version) => version.id)).toContain(id);
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
    expect((await one.workspace.up()).code).toBe(0);
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
    expect({ code: up.code, said: up.code === 0 ? "" : up.stdout }).toEqual({ code: 0, said: "" });
    const { resources } = (await workspace.exportState()).deployment;
    const tool = resources.find(({ urn }: { urn: string }) => urn.endsWith("::tool"));
    expect(tool.outputs).toMatchObject({ owner: "octocat", packageId: 10_000 });
    expect(emulator.world.packages("octocat", "npm").map(({ facts }) => facts.name)).toEqual(["kit"]);
  });

  it("a restore token is stored as a secret and shown nowhere", async () => {
    const one = await start(ui(", restoreToken: 'package-token-1234'"));
    one.emulator.world.deletePackage("acme", "npm", "ui");
    const preview = await one.workspace.preview(["--diff"]);
    const up = await one.workspace.up(["--diff"]);
    expect(up.code).toBe(0);
    const state = JSON.stringify(await one.workspace.exportState());
    for (const text of [preview.stdout, preview.stderr, up.stdout, up.stderr, state])
      expect(text).not.toContain("package-token-1234");
    expect(one.requests().some((line) => line.includes("token=package-token-1234"))).toBe(true);
  });
});
