import { verdictLine } from "../../cli/report/phrases";
import { changesOf, diagnosticsOf, expectSuccess, type PulumiResult } from "../support/engine";
import { reportOf } from "../support/report-of";
import { type Scenario, startScenario } from "../support/scenario";
import { ADMIN_TOKEN } from "../support/small-world";

/** `protect` is what the documentation recommends, and the engine refuses a deletion before anybody can hand the object over. */
describe("a protected package that is renamed in the program", () => {
  const declared = (name: string, options = "") =>
    `new Package("${name}", { owner: "acme", packageType: "container", name: "api" }, { protect: true${options} });`;
  let scenario: Scenario;
  beforeAll(async () => {
    scenario = await startScenario(declared("api"));
    expectSuccess(await scenario.workspace.up(["--skip-preview"]));
    scenario.requests();
  });
  afterAll(() => scenario.close());

  it("without its old name as an alias is refused by the engine in the preview, and stays", async () => {
    const before = scenario.emulator.world.snapshot();
    await scenario.program(declared("images"));
    const up = await scenario.workspace.up();
    expect(up.code).not.toBe(0);
    expect(up.stdout + up.stderr).toMatch(/protected/);
    expect(scenario.emulator.world.snapshot()).toEqual(before);
  });

  it("with it is the same resource: no deletion is shown, and nothing is done", async () => {
    await scenario.program(declared("images", ', aliases: [{ name: "api" }]'));
    const up = await scenario.workspace.up();
    expect(up.code).toBe(0);
    expect(changesOf(up)).toEqual([]);
    expect(scenario.mutations()).toEqual([]);
    await scenario.program(declared("images"));
    const preview = await scenario.workspace.preview(["--expect-no-changes"]);
    expect([preview.code, changesOf(preview)]).toEqual([0, []]);
  });
});

/**
 * Because `create` adopts, each of these would delete what the program still declares, if deletion were taken at its word. What the
 * provider makes of it is in tests/resources/hand-over.test.ts; here are the ways in which an engine comes to delete and create.
 */
describe("what the program still declares is handed over, not deleted", () => {
  const aPackage = (resource: string, name: string, options = "{}") =>
    `new Package("${resource}", { owner: "acme", packageType: "container", name: "${name}" }, ${options});`;
  const aVersion = (resource: string, packageName: string, tag: string, options = "{}") =>
    `new PackageVersion("${resource}", { owner: "acme", packageType: "container", packageName: "${packageName}", tag: "${tag}" }, ${options});`;
  const ui = `new Package("ui", { owner: "acme", packageType: "npm", name: "ui" });`;
  const group = `const parent = new pulumi.ComponentResource("test:index:Group", "group");`;
  const bot = (token: string) => `
    const bot = new Provider("bot", { token: pulumi.secret(${token}) });`;
  /** All but the one of `repo/web`, which moves between instances. */
  const others = `${group} ${ui} ${aPackage("images", "api")} ${aVersion("v1", "api", "v1", "{ parent }")} ${aVersion("v2", "api", "v2")}`;

  let scenario: Scenario;
  let before: unknown;
  beforeAll(async () => {
    scenario = await startScenario(
      `${ui} ${aPackage("api", "api")} ${aVersion("v1", "api", "v1")} ${aVersion("v2", "api", "v2")} ${aPackage("web", "repo/web")}`,
    );
    expectSuccess(await scenario.workspace.up(["--skip-preview"]));
  });
  afterAll(() => scenario.close());

  const expectNothingDeleted = (up: PulumiResult) => {
    expectSuccess(up);
    expect(scenario.mutations()).toEqual([]);
    expect(scenario.emulator.world.snapshot()).toEqual(before);
  };

  it("when it is renamed, moved under a parent, tainted, or replaced on demand after its tag has moved, as the report says", async () => {
    const { workspace, emulator } = scenario;
    emulator.world.tag("acme", "container", "api", "v2", 303);
    expect(changesOf(await workspace.refresh(["--skip-preview"]))).toEqual(["update v2"]);
    const { resources } = (await workspace.exportState()).deployment;
    const urn = resources.map((one: { urn: string }) => one.urn).find((one: string) => one.endsWith("::ui"));
    expectSuccess(await workspace.pulumi(["state", "taint", urn, "--yes"]));
    await scenario.program(`${others} ${aPackage("web", "repo/web")}`);
    before = emulator.world.snapshot();

    const report = await reportOf(workspace, ["--replace", "**::v2"]);
    expect(report.resources.map(({ action, name }) => `${action} ${name}`).sort()).toEqual(
      ["images", "v1", "v2", "ui"]
        .map((name) => `adopt ${name}`)
        .concat(["state api", "state ui", "state v1", "state v2"])
        .sort(),
    );
    expect(report.resources.find(({ name }) => name === "api")?.remark).toBe(
      "handed over: the program still declares it",
    );
    expect(verdictLine(report)).toBe("Nothing is deleted on GitHub.");

    scenario.requests();
    const up = await workspace.up(["--replace", "**::v2"]);
    expectNothingDeleted(up);
    expect(changesOf(up).sort()).toEqual([
      "create group",
      "create images",
      "create v1",
      "create-replacement ui",
      "create-replacement v2",
      "delete api",
      "delete v1",
      "delete-replaced ui",
      "delete-replaced v2",
      "replace ui",
      "replace v2",
    ]);
    expect(diagnosticsOf(up).join("\n")).toContain(
      "container package acme/api is not deleted: the program still declares it",
    );
  });

  it("when it moves to another provider instance, which declares it after the first has asked", async () => {
    const late = bot(`new Promise((resolve) => setTimeout(() => resolve("${ADMIN_TOKEN}"), 3000))`);
    await scenario.program(`${late} ${others} ${aPackage("web", "repo/web", "{ parent, provider: bot }")}
      new RetentionPolicy("pull requests", { owner: "acme", packageType: "container", packages: ["api"],
        rules: { pr: { action: "delete", match: { tags: ["pr-*"] } } } });`);
    before = scenario.emulator.world.snapshot();
    scenario.requests();
    const up = await scenario.workspace.up(["--skip-preview"]);
    expectNothingDeleted(up);
    expect(changesOf(up).sort()).toEqual(["create pull requests", "create web", "delete web"]);
  });

  it("and a package is not deleted while one of its versions is declared, unless all are destroyed", async () => {
    const { workspace, emulator } = scenario;
    await scenario.program(
      `${bot(`"${ADMIN_TOKEN}"`)} ${others} ${aVersion("main", "repo/web", "main", "{ provider: bot }")}`,
    );
    const snapshot = emulator.world.snapshot();
    const up = await workspace.up(["--skip-preview"]);
    expect(up.code).not.toBe(0);
    expect(diagnosticsOf(up).join("\n")).toContain(
      "delete container package acme/repo/web: the program still declares versions of it, which would be deleted with it: tag main. ",
    );
    expect(emulator.world.snapshot()).toEqual(snapshot);
    expectSuccess(await workspace.destroy(["--run-program"]));
    expect(emulator.world.package("acme", "container", "repo/web")).toBeUndefined();
  });
});
