import { type Emulator, startEmulator } from "../../emulator";
import { changesOf, diagnosticsOf, stepsOf } from "../support/engine";
import { type Scenario, startScenario } from "../support/scenario";
import { npmPackage, smallWorld } from "../support/small-world";

/** Functions in a program that a real engine runs. */
describe("functions", () => {
  let scenario: Scenario;
  beforeAll(async () => {
    scenario = await startScenario("");
  });
  afterAll(() => scenario.close());

  const outputs = async () => JSON.parse((await scenario.workspace.pulumi(["stack", "output", "--json"])).stdout);
  const errors = (result: Parameters<typeof diagnosticsOf>[0]) =>
    diagnosticsOf(result).filter((line) => line.startsWith("error"));

  it("promises and outputs are known in the preview already, and changed nothing; a secret argument makes a secret result", async () => {
    await scenario.program(`
      module.exports = async () => {
        const { packages } = await functions.getPackages({ owner: "acme", packageType: ["npm", "container"] });
        const owner = pulumi.output("acme");
        return {
          names: packages.map(({ id }) => id),
          tagged: functions.getPackageVersionsOutput({ owner, packageType: "container", packageName: "api", tags: ["v*"] })
            .versions.apply((versions) => versions.map(({ tags }) => tags.join(" "))),
          latest: functions.getPackageVersionOutput({ owner, packageType: "container", packageName: "api", tag: "latest" }).versionId,
          repository: functions.getPackageOutput({ owner, packageType: "container", name: "api" }).repositoryDetails,
          conflicts: functions.getDockerMigrationConflictsOutput({ owner }).packages,
          secret: functions.getPackageOutput({ owner: pulumi.secret("acme"), packageType: "npm", name: "ui" }).id,
        };
      };`);
    const before = scenario.emulator.world.snapshot();
    const preview = await scenario.workspace.preview();
    expect(errors(preview)).toEqual([]);
    expect(preview.stdout).toContain('"acme/container/api"');
    expect(preview.stdout).not.toContain("[unknown]");
    const up = await scenario.workspace.up(["--skip-preview"]);
    expect(errors(up)).toEqual([]);
    expect(await outputs()).toEqual({
      names: ["acme/npm/ui", "acme/container/api", "acme/container/repo%2Fweb"],
      tagged: ["latest v2", "v1"],
      latest: 302,
      repository: expect.objectContaining({ fullName: "acme/api", private: false }),
      conflicts: [],
      secret: "[secret]",
    });
    expect(scenario.emulator.requests.filter(({ method }) => method !== "GET")).toEqual([]);
    expect(scenario.emulator.world.snapshot()).toEqual(before);
  });

  it("what files refer to keeps a policy from deleting it, and the preview says where it is used", async () => {
    await scenario.program(`
      const { mkdirSync, writeFileSync } = require("node:fs");
      mkdirSync("app", { recursive: true });
      writeFileSync("app/package.json", '{\\n  "dependencies": { "@acme/ui": "*" }\\n}\\n');
      const { references } = functions.getReferencesOutput({ owner: "acme", paths: ["app/package.json"] });
      new RetentionPolicy("libraries", {
        owner: "acme", packageType: "npm", packages: ["ui"], minAge: "0s", previewOnly: true, inUse: references,
        rules: { all: { action: "delete", match: { olderThan: "0s" } } },
      });
      exports.found = references;`);
    const preview = await scenario.workspace.preview();
    expect(errors(preview)).toEqual([]);
    expect(diagnosticsOf(preview).join("\n")).toMatch(/ui: in use: \d+ \(\S+\): app\/package\.json:2/);
    expect(preview.stdout).toContain("app/package.json:2");
  });

  it("what comes from a resource that is yet to be restored is unknown in the preview, and read after it is there", async () => {
    scenario.emulator.world.deletePackage("acme", "npm", "ui");
    await scenario.program(`
      const ui = new Package("ui", { owner: "acme", packageType: "npm", name: "ui" }, { retainOnDelete: true });
      const found = functions.getPackageVersionsOutput({ owner: "acme", packageType: "npm", packageName: ui.name });
      const waited = functions.getPackageOutput({ owner: "acme", packageType: "npm", name: "ui" }, { dependsOn: ui });
      exports.versions = found.versions.apply((versions) => versions.map(({ version }) => version));
      exports.id = waited.packageId;`);
    const preview = await scenario.workspace.preview();
    expect(errors(preview)).toEqual([]);
    expect(stepsOf(preview).map(({ op, name }) => `${op} ${name}`)).toEqual(["create ui"]);
    const up = await scenario.workspace.up(["--skip-preview"]);
    expect({ errors: errors(up), changes: changesOf(up) }).toEqual({ errors: [], changes: ["create ui"] });
    expect(await outputs()).toEqual({ versions: ["2.0.0", "1.1.0", "1.0.0"], id: 100 });
  });

  it("owner and token come from the stack's configuration as well, secrets included", async () => {
    const { workspace } = scenario;
    await workspace.pulumi(["config", "set", "github:owner", "octocat"]);
    await workspace.pulumi(["config", "set", "--secret", "github-packages:token", "emulator-admin"]);
    const { GITHUB_TOKEN, ...rest } = workspace.env;
    delete workspace.env.GITHUB_TOKEN;
    await scenario.program(`
      exports.ids = functions.getPackagesOutput({ packageType: "npm" }).packages.apply((packages) => packages.map(({ id }) => id));
      exports.named = functions.getPackagesOutput({ packageType: "npm", owner: "acme" }).owner;`);
    const up = await workspace.up(["--skip-preview"]);
    Object.assign(workspace.env, { ...rest, GITHUB_TOKEN });
    await workspace.pulumi(["config", "rm", "github:owner"]);
    expect(errors(up)).toEqual([]);
    expect(await outputs()).toEqual({ ids: ["octocat/npm/cli"], named: "acme" });
  });

  it("unit tests of programs ask their mocks, and not GitHub, whose client is not even loaded", async () => {
    scenario.emulator.clearRequests();
    await scenario.workspace.write(
      "mocked.js",
      `const pulumi = require("@pulumi/pulumi");
      pulumi.runtime.setMocks({
        newResource: ({ name, inputs }) => ({ id: name, state: inputs }),
        call: ({ token, inputs }) => ({ ...inputs, token }),
      });
      const { getPackage, getPackagesOutput } = require("pulumi-github-packages");
      getPackage({ packageType: "npm", name: "ui" }).then(({ token, name }) => console.log(token, name));
      getPackagesOutput({ owner: "acme" }).apply(({ token, owner }) => console.log(token, owner));
      process.on("exit", () => console.log(Object.keys(require.cache).filter((file) => /octokit|dist\\/provider/.test(file))));`,
    );
    const { execFileSync } = await import("node:child_process");
    const { dir, env } = scenario.workspace;
    const said = execFileSync(process.execPath, ["mocked.js"], { cwd: dir, env, encoding: "utf8" });
    expect(said.trim().split("\n").sort()).toEqual([
      "[]",
      "github-packages:index:getPackage ui",
      "github-packages:index:getPackages acme",
    ]);
    expect(scenario.emulator.requests).toEqual([]);
  });
});

describe("functions of an explicit provider instance", () => {
  let scenario: Scenario;
  let ghes: Emulator;
  beforeAll(async () => {
    const world = smallWorld({ packages: [npmPackage("tools", "kit", 900, ["1.0.0"])] });
    const accounts = [...world.accounts, { login: "tools", id: 7, type: "Organization" as const }];
    ghes = await startEmulator({ profile: "ghes-3.18", seed: { ...world, accounts } });
    scenario = await startScenario(`
      const ghes = new Provider("ghes", { baseUrl: "${ghes.url}", owner: "tools", token: "emulator-admin" });
      class Group extends pulumi.ComponentResource {
        constructor(name, opts) {
          super("test:index:Group", name, {}, opts);
          this.found = functions.getPackagesOutput({ packageType: "npm" }, { parent: this });
        }
      }
      const own = new Group("own", { providers: [ghes] });
      module.exports = async () => ({
        direct: (await functions.getPackage({ packageType: "npm", name: "kit" }, { provider: ghes })).id,
        inherited: own.found.packages.apply((packages) => packages.map(({ id }) => id)),
        usual: functions.getPackagesOutput({ owner: "acme", packageType: "npm" }).packages.apply((packages) => packages.map(({ id }) => id)),
      });`);
  });
  afterAll(async () => {
    await scenario.close();
    await ghes.close();
  });

  it("go to its host, by the option or by the component's; the token makes no secret of the result", async () => {
    const up = await scenario.workspace.up(["--skip-preview"]);
    expect(diagnosticsOf(up).filter((line) => line.startsWith("error"))).toEqual([]);
    const outputs = JSON.parse((await scenario.workspace.pulumi(["stack", "output", "--json"])).stdout);
    expect(outputs).toEqual({ direct: "tools/npm/kit", inherited: ["tools/npm/kit"], usual: ["acme/npm/ui"] });
    expect(scenario.requests().join("\n")).not.toContain("tools");
    expect(ghes.requests.map(({ path }) => path).join("\n")).not.toContain("acme");
  });

  it("settings that only the update knows: an output waits for them, a promise says that it can't", async () => {
    const late = (call: string) => `
      const ui = new Package("ui", { owner: "acme", packageType: "npm", name: "ui" });
      const token = ui.packageId.apply(() => "emulator-admin");
      const ghes = new Provider("late", { baseUrl: "${ghes.url}", owner: "tools", token });
      ${call}`;
    const kit = '{ packageType: "npm", name: "kit" }, { provider: ghes }';
    await scenario.program(late(`exports.id = functions.getPackageOutput(${kit}).id;`));
    const preview = await scenario.workspace.preview();
    expect(diagnosticsOf(preview).filter((line) => line.startsWith("error"))).toEqual([]);
    expect(preview.code).toBe(0);
    await scenario.program(late(`module.exports = async () => ({ id: (await functions.getPackage(${kit})).id });`));
    const refused = await scenario.workspace.preview();
    expect(refused.code).not.toBe(0);
    expect(diagnosticsOf(refused).join("\n")).toContain(
      "call getPackage: the settings of the provider are not known before the update. Use getPackageOutput, which waits for them.",
    );
  });
});

describe("a function that fails", () => {
  let scenario: Scenario;
  beforeAll(async () => {
    scenario = await startScenario("");
  });
  afterAll(() => scenario.close());

  it("is one sentence that says what to do, without a stack or a word of promises, although outputs are read one after the other", async () => {
    await scenario.program(`
      const api = new Package("api", { owner: "acme", packageType: "container", name: "api" });
      exports.first = api.htmlUrl;
      exports.output = functions.getPackageOutput({ owner: "acme", packageType: "container", name: "apx" }).apply(({ id }) => id);
      exports.promise = functions.getPackage({ owner: "acme", packageType: "container", name: "apx" });
      exports.late = functions.getPackageOutput(
        { owner: "acme", packageType: "container", name: "api" },
        { provider: new Provider("p", { tokenVariable: Promise.resolve("not a variable") }) },
      ).id;`);
    const preview = await scenario.workspace.preview();
    expect(preview.code).not.toBe(0);
    expect(diagnosticsOf(preview).join("\n")).toMatch(
      /^error: read container package acme\/apx: GitHub knows no such package/m,
    );
    expect(preview.stdout).not.toMatch(/at .*\.js:\d+/);
    expect(preview.stdout).toContain("tokenVariable is not the name of an environment variable");
    expect(preview.stdout + preview.stderr).not.toMatch(/Promise/);
  });

  it("keeps a policy from planning beside the version that it was to name, at once", async () => {
    await scenario.program(`
      const { versionId } = functions.getPackageVersionOutput({ owner: "acme", packageType: "npm", packageName: "ui", version: "9.9.9" });
      new PackageVersion("v", { owner: "acme", packageType: "npm", packageName: "ui", versionId });
      new RetentionPolicy("old", { owner: "acme", packageType: "npm", packages: ["ui"], minAge: "0s",
        rules: { all: { action: "delete", match: { versionNames: ["*"] } } } });`);
    const before = scenario.emulator.world.snapshot();
    const up = await scenario.workspace.up(["--skip-preview"]);
    expect(up.code).not.toBe(0);
    expect(up.stdout).toContain("nothing is planned, because a PackageVersion of the program can't be declared");
    expect(up.stdout).not.toMatch(/still active|unhandled/);
    expect(scenario.emulator.world.snapshot()).toEqual(before);
  });
});
