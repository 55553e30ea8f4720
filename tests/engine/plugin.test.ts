import { changesOf, diagnosticsOf, stepsOf } from "../support/engine";
import { type Scenario, startScenario } from "../support/scenario";
import { ADMIN_TOKEN } from "../support/small-world";

describe("the plugin", () => {
  let scenario: Scenario;
  const start = async (program: string) => {
    scenario = await startScenario(program, { host: "plugin" });
    return scenario;
  };
  afterEach(() => scenario.close());

  const packageAndVersion = `
const api = new Package("api", { owner: "acme", packageType: "container", name: "api" });
const v1 = new PackageVersion("v1", { package: api, tag: "v1" });
exports.id = api.packageId;
exports.digest = v1.digest;
`;

  it("knows in a preview what it will adopt, and says so with each resource", async () => {
    const { workspace } = await start(packageAndVersion);
    const preview = await workspace.preview();
    expect(preview.stdout + preview.stderr).toMatch(/id\s*: 300/);
    const said = preview.events.flatMap(({ diagnosticEvent }) =>
      diagnosticEvent && diagnosticEvent.severity === "info"
        ? [`${diagnosticEvent.urn?.split("::").at(-1)}: ${diagnosticEvent.message.trim()}`]
        : [],
    );
    expect(said).toContain("api: container package acme/api: there (id 300, private); the update adopts it.");
    expect(said).toContain("v1: tag v1 of container package acme/api: there (id 301); the update adopts it.");
  });

  it("does not know in a preview what has yet to be restored", async () => {
    const { workspace, emulator } = await start(packageAndVersion);
    emulator.world.deletePackage("acme", "container", "api");
    const preview = await workspace.preview();
    expect(preview.code).toBe(0);
    expect(preview.stdout).toMatch(/id\s*: (output<string>|\[unknown\])/);
    expect(changesOf(await workspace.up())).toEqual(["create api", "create v1"]);
  });

  it.each([
    [
      "Package",
      "api",
      "acme/container/api",
      `new Package("api", { owner: "acme", packageType: "container", name: "api" }, { protect: true });`,
    ],
    [
      "PackageVersion",
      "v1",
      "acme/container/api/301",
      `new PackageVersion("v1", { owner: "acme", packageType: "container", packageName: "api", digest: "sha256:${"a".repeat(64)}" }, { protect: true });`,
    ],
    [
      "PackageVersion",
      "v1",
      "acme/npm/ui/102",
      `new PackageVersion("v1", { owner: "acme", packageType: "npm", packageName: "ui", version: "1.1.0" }, { protect: true });`,
    ],
  ])(
    "imports a %s (%s, %s) by its id, and a program that declares it so previews as unchanged",
    async (type, name, id, program) => {
      const { workspace, program: write } = await start("");
      const imported = await workspace.pulumi([
        "import",
        "--yes",
        "--generate-code=false",
        `github-packages:index:${type}`,
        name,
        id,
      ]);
      expect({ code: imported.code, said: diagnosticsOf(imported) }).toEqual({ code: 0, said: [] });
      await write(program);
      const preview = await workspace.preview(["--expect-no-changes"]);
      expect({ code: preview.code, changes: changesOf(preview) }).toEqual({ code: 0, changes: [] });
      const up = await workspace.up(["--refresh", "--expect-no-changes"]);
      expect(up.code).toBe(0);
    },
  );

  it.each([
    ["Package", "acme/api", /this is no id of a package/],
    ["PackageVersion", "acme/container/api", /this is no id of a version/],
    ["Package", "acme/container/nothing", /does not exist/],
    ["RetentionPolicy", "acme/container/retention", /there is nothing to import/],
  ])("refuses to import a %s by the id %s, saying why", async (type, id, why) => {
    const { workspace } = await start("");
    const imported = await workspace.pulumi([
      "import",
      "--yes",
      "--generate-code=false",
      `github-packages:index:${type}`,
      "it",
      id,
    ]);
    expect(imported.code).not.toBe(0);
    expect(imported.stdout + imported.stderr).toMatch(why);
  });

  it("keeps secrets out of the state, nested ones and those that no program marks included", async () => {
    const { workspace } = await start(`
const own = new Provider("own", { token: ${JSON.stringify(ADMIN_TOKEN)}, baseUrl: process.env.GITHUB_BASE_URL });
new Package("api", { owner: "acme", packageType: "container", name: "api", restoreToken: "rst-secret" }, { provider: own });
new RetentionPolicy("keep", {
  owner: "acme", packageType: "npm", packages: ["ui"],
  rules: pulumi.secret({ old: { action: "delete", match: { versionNames: ["no-such-version-9"] } } }),
}, { provider: own });
new Provider("app", { appAuth: { id: "1", installationId: "2", pemFile: "PEM-secret" } });
`);
    const up = await workspace.up();
    expect({ code: up.code, said: diagnosticsOf(up) }).toMatchObject({ code: 0 });
    const state = JSON.stringify(await workspace.exportState());
    for (const secret of [ADMIN_TOKEN, "rst-secret", "PEM-secret", "no-such-version-9"])
      expect(state).not.toContain(secret);
    expect(changesOf(await workspace.preview())).toEqual([]);
  });

  it("refuses settings that nobody reads, and a token in place of the name of its variable", async () => {
    const { workspace, program } = await start(`
new Provider("own", { onwer: "acme" });
`);
    const misspelt = await workspace.preview();
    expect(misspelt.code).not.toBe(0);
    expect(misspelt.stdout + misspelt.stderr).toContain('there is no setting "onwer". Did you mean "owner"?');
    await program(`
new Provider("own", { tokenVariable: "ghp_abcdefghijklmnopqrstuvwxyz0123456789" });
`);
    const token = await workspace.preview();
    expect(token.code).not.toBe(0);
    expect(token.stdout + token.stderr).toContain("tokenVariable is not the name of an environment variable");
    expect(token.stdout + token.stderr).not.toContain("ghp_abcdefghijklmnopqrstuvwxyz");
  });

  it("shows no value of a setting with a misspelled name, which can be a token", async () => {
    const { workspace } = await start(`
new Provider("own", { tokn: "ghp_tokenUnderAnotherName0123456789abcd" });
`);
    const { code, stdout, stderr } = await workspace.preview();
    expect(code).not.toBe(0);
    expect(stdout + stderr).toContain('there is no setting "tokn". Did you mean "token"?');
    expect(stdout + stderr).not.toContain("tokenUnderAnotherName");
  });

  it("says that github:token does not reach it, and what to set", async () => {
    const { workspace, emulator } = await start(packageAndVersion);
    delete workspace.env.GITHUB_TOKEN;
    await workspace.pulumi(["config", "set", "--secret", "github:token", ADMIN_TOKEN]);
    const preview = await workspace.preview();
    expect(preview.code).not.toBe(0);
    expect(diagnosticsOf(preview).join("\n")).toContain(
      "run `pulumi config set --secret github-packages:token` (no plugin is told github:token)",
    );
    expect(emulator.requests).toEqual([]);
  });

  it("answers functions, before and after what the program changes", async () => {
    const { workspace, emulator } = await start(`
const { getPackages, getPackagesOutput } = functions;
module.exports = (async () => {
  const before = await getPackages({ owner: "acme", packageType: "container" });
  const web = new Package("web", { owner: "acme", packageType: "container", name: "repo/web" });
  const after = getPackagesOutput({ owner: "acme", packageType: "container", packages: [web.name] }, { dependsOn: [web] });
  return { before: before.packages.map(({ name }) => name), after: after.packages };
})();
`);
    emulator.world.deletePackage("acme", "container", "repo/web");
    const up = await workspace.up();
    expect({ code: up.code, said: diagnosticsOf(up) }).toMatchObject({ code: 0 });
    const outputs = (await workspace.exportState()).deployment.resources.find(
      ({ type }: { type: string }) => type === "pulumi:pulumi:Stack",
    ).outputs;
    expect(outputs.before).toEqual(["api"]);
    expect(outputs.after).toMatchObject([{ name: "repo/web", packageId: 400 }]);
  });

  it("shows a policy's deletions in the preview, and the update does just these", async () => {
    const { workspace, emulator } = await start(`
new RetentionPolicy("images", {
  owner: "acme", packageType: "npm", packages: ["ui"],
  rules: { all: { action: "delete", match: { versionNames: ["*"] } }, newest: { action: "keep", mostRecent: { count: 1 } } }, minAge: "0s",
});
`);
    const preview = await workspace.preview(["--diff"]);
    expect(preview.stdout).toMatch(/101: "\[all\] .* 1\.0\.0"/);
    const up = await workspace.up();
    expect(up.code).toBe(0);
    expect(emulator.world.versions("acme", "npm", "ui").map(({ name }) => name)).toEqual(["2.0.0"]);
    expect(stepsOf(await workspace.preview(), { phase: "after" }).filter(({ op }) => op !== "same")).toEqual([]);
    expect(changesOf(await workspace.destroy())).toEqual(["delete images"]);
    expect(emulator.world.versions("acme", "npm", "ui")).toHaveLength(1);
  });

  it("keeps in the state what a policy has done when it stops half-way, and goes on from there", async () => {
    const { workspace, emulator } = await start(`
new RetentionPolicy("images", {
  owner: "acme", packageType: "npm", packages: ["ui"],
  rules: { all: { action: "delete", match: { versionNames: ["*"] } }, newest: { action: "keep", mostRecent: { count: 1 } } }, minAge: "0s",
});
`);
    const forbidden = { status: 403, body: { message: "Forbidden", status: "403" } };
    emulator.faults.add({ ...forbidden, method: "DELETE", route: /\/102$/ });
    const failed = await workspace.up();
    expect(failed.code).not.toBe(0);
    expect(diagnosticsOf(failed).join("\n")).toContain("Forbidden");
    const policyIn = (state: Awaited<ReturnType<typeof workspace.exportState>>) =>
      state.deployment.resources.find(({ type }: { type: string }) => type === "github-packages:index:RetentionPolicy");
    expect(policyIn(await workspace.exportState()).outputs.deleted).toEqual({ ui: { 101: expect.any(String) } });
    const next = await workspace.up();
    expect({ code: next.code, changes: changesOf(next) }).toEqual({ code: 0, changes: ["update images"] });
    expect(emulator.world.versions("acme", "npm", "ui").map(({ name }) => name)).toEqual(["2.0.0"]);
    expect(Object.keys(policyIn(await workspace.exportState()).outputs.deleted.ui)).toEqual(["101", "102"]);
  });

  it.each(["dynamic", "plugin"])(
    "hands a package over that the program declares on both hosts: where the one on the %s host goes, nothing is deleted",
    async (gone) => {
      const ui = '{ owner: "acme", packageType: "npm", name: "ui" }';
      const onPlugin = `new Package("on plugin", ${ui});`;
      const dynamic = `new (require("pulumi-github-packages").Package)("dynamic", ${ui});`;
      const { workspace, program, emulator } = await start(`${onPlugin}\n${dynamic}`);
      expect(changesOf(await workspace.up(["--skip-preview"])).sort()).toEqual(["create dynamic", "create on plugin"]);
      await program(gone === "plugin" ? dynamic : onPlugin);
      const up = await workspace.up();
      expect({ code: up.code, changes: changesOf(up) }).toEqual({
        code: 0,
        changes: [gone === "plugin" ? "delete on plugin" : "delete dynamic"],
      });
      expect(emulator.world.package("acme", "npm", "ui")).toBeDefined();
      expect(emulator.requests.filter(({ method }) => method === "DELETE")).toEqual([]);
    },
  );
});
