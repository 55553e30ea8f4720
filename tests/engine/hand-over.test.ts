import { verdictLine } from "../../cli/report/phrases";
import { changesOf, diagnosticsOf } from "../support/engine";
import { reportOf } from "../support/report-of";
import { type Scenario, startScenario } from "../support/scenario";
import { ADMIN_TOKEN, digest } from "../support/small-world";

const apiPackage = (name: string, rest = "{ owner: 'acme', packageType: 'container', name: 'api' }") =>
  `const api = new Package("${name}", ${rest});`;
const version = (name: string, handle: string, options = "{}") =>
  `new PackageVersion("${name}", { owner: "acme", packageType: "container", packageName: "api", ${handle} }, ${options});`;

/** `protect` is what the documentation recommends, and the engine refuses a deletion before anybody can hand the object over. */
describe("a protected package that is renamed in the program", () => {
  const declared = (name: string, options = "") =>
    `new Package("${name}", { owner: "acme", packageType: "container", name: "api" }, { protect: true${options} });`;
  let scenario: Scenario;
  beforeEach(async () => {
    scenario = await startScenario(declared("api"));
    expect((await scenario.workspace.up(["--skip-preview"])).code).toBe(0);
    scenario.requests();
  });
  afterEach(() => scenario.close());

  it("with its old name as an alias is the same resource: no deletion is shown, and nothing is done", async () => {
    await scenario.program(declared("images", ', aliases: [{ name: "api" }]'));
    const up = await scenario.workspace.up();
    expect(up.code).toBe(0);
    expect(changesOf(up)).toEqual([]);
    expect(scenario.requests().filter((line) => !line.startsWith("GET"))).toEqual([]);
    await scenario.program(declared("images"));
    const preview = await scenario.workspace.preview(["--expect-no-changes"]);
    expect([preview.code, changesOf(preview)]).toEqual([0, []]);
  });

  it("without one is refused by the engine in the preview, and stays", async () => {
    const before = scenario.emulator.world.snapshot();
    await scenario.program(declared("images"));
    const up = await scenario.workspace.up();
    expect(up.code).not.toBe(0);
    expect(up.stdout + up.stderr).toMatch(/protected/);
    expect(scenario.emulator.world.snapshot()).toEqual(before);
  });
});

/** Because `create` adopts, each of these would delete what the program still declares, if deletion were taken at its word. */
describe("what the program still declares is handed over, not deleted", () => {
  let scenario: Scenario;
  let before: unknown;
  beforeEach(async () => {
    scenario = await startScenario(`${apiPackage("api")}${version("v1", "tag: 'v1'")}`);
    const up = await scenario.workspace.up();
    expect(up.code).toBe(0);
    before = scenario.emulator.world.snapshot();
  });
  afterEach(() => scenario.close());

  /** Runs the update, and holds the world and the requests against "nothing was deleted". */
  async function expectNothingDeleted(args: string[] = []) {
    scenario.requests();
    const up = await scenario.workspace.up(args);
    expect(up.code).toBe(0);
    expect(scenario.requests().filter((line) => !line.startsWith("GET"))).toEqual([]);
    expect(scenario.emulator.world.snapshot()).toEqual(before);
    return up;
  }

  it("a package that was renamed in the program, as its preview and the report of it say", async () => {
    await scenario.program(`${apiPackage("renamed")}${version("v1", "tag: 'v1'")}`);
    const preview = await scenario.workspace.preview();
    expect(changesOf(preview)).toEqual(["create renamed", "delete api"]);
    expect(diagnosticsOf(preview)).toContain(
      "info: What is adopted stays on GitHub, also where this preview deletes it under another name or place.",
    );
    const report = await reportOf(scenario.workspace);
    expect(report.resources).toMatchObject([
      { name: "renamed", action: "adopt" },
      { name: "api", action: "state", remark: "handed over: the program still declares it" },
    ]);
    expect(verdictLine(report)).toBe("Nothing is deleted on GitHub.");
    const up = await expectNothingDeleted();
    expect(changesOf(up)).toEqual(["create renamed", "delete api"]);
    expect(diagnosticsOf(up).join("\n")).toContain(
      "container package acme/api is not deleted: the program still declares it",
    );
  });

  it("a package that was renamed, and a version of it that was removed with its old name: its message says so", async () => {
    await scenario.program(`${apiPackage("api")} new PackageVersion("v1", { package: api, tag: "v1" });`);
    await expectNothingDeleted();
    await scenario.program(apiPackage("renamed"));
    const up = await expectNothingDeleted();
    expect(changesOf(up)).toEqual(["create renamed", "delete v1", "delete api"]);
    expect(diagnosticsOf(up).join("\n")).toContain("removed together with it are not deleted either");
  });

  it("a version that was renamed in the program", async () => {
    await scenario.program(`${apiPackage("api")}${version("first", "tag: 'v1'")}`);
    expect(changesOf(await expectNothingDeleted())).toEqual(["create first", "delete v1"]);
  });

  it("a package and a version that were moved under a parent", async () => {
    await scenario.program(`
      const parent = new pulumi.ComponentResource("test:index:Group", "group");
      new Package("api", { owner: "acme", packageType: "container", name: "api" }, { parent });
      ${version("v1", "tag: 'v1'", "{ parent }")}`);
    const changes = changesOf(await expectNothingDeleted());
    expect(changes.filter((change) => change.startsWith("delete")).sort()).toEqual(["delete api", "delete v1"]);
  });

  it("a package whose owner is spelled another way, with no change at all", async () => {
    await scenario.program(
      `${apiPackage("api", "{ owner: 'ACME', packageType: 'container', name: 'api' }")}${version("v1", "tag: 'v1'")}`,
    );
    expect(changesOf(await expectNothingDeleted())).toEqual([]);
  });

  it("a version whose tag became a digest, with no replacement at all", async () => {
    await scenario.program(`${apiPackage("api")}${version("v1", `digest: '${digest("a")}'`)}`);
    expect(changesOf(await expectNothingDeleted())).toEqual(["update v1"]);
    expect(changesOf(await expectNothingDeleted())).toEqual([]);
  });

  it("a renamed version that is named by another handle as well", async () => {
    await scenario.program(`${apiPackage("api")}${version("first", "versionId: 301")}`);
    expect(changesOf(await expectNothingDeleted())).toEqual(["create first", "delete v1"]);
  });

  it("a renamed version that is named by a tag it gained since", async () => {
    scenario.emulator.world.tag("acme", "container", "api", "stable", 301);
    before = scenario.emulator.world.snapshot();
    await scenario.program(`${apiPackage("api")}${version("first", "tag: 'stable'")}`);
    expect(changesOf(await expectNothingDeleted())).toEqual(["create first", "delete v1"]);
  });

  describe("a version whose tag has moved since, as a refresh has found", () => {
    beforeEach(async () => {
      scenario.emulator.world.tag("acme", "container", "api", "v1", 302);
      expect(changesOf(await scenario.workspace.refresh(["--skip-preview"]))).toEqual(["update v1"]);
      before = scenario.emulator.world.snapshot();
    });

    it("and that was renamed in the program", async () => {
      await scenario.program(`${apiPackage("api")}${version("first", "tag: 'v1'")}`);
      expect(changesOf(await expectNothingDeleted(["--skip-preview"]))).toEqual(["create first", "delete v1"]);
    });

    it("and that is tainted", async () => {
      const { resources } = (await scenario.workspace.exportState()).deployment;
      const urn = resources.map((one: { urn: string }) => one.urn).find((one: string) => one.endsWith("::v1"));
      expect((await scenario.workspace.pulumi(["state", "taint", String(urn), "--yes"])).code).toBe(0);
      expect(changesOf(await expectNothingDeleted(["--skip-preview"]))).toContain("delete-replaced v1");
    });

    it("and that is replaced on demand", async () => {
      const changes = changesOf(await expectNothingDeleted(["--skip-preview", "--target-replace", "**::v1"]));
      expect(changes).toContain("delete-replaced v1");
    });
  });

  it("a package and a version that are replaced on demand", async () => {
    const urns = (await scenario.workspace.exportState()).deployment.resources
      .map(({ urn }: { urn: string }) => urn)
      .filter((urn: string) => urn.includes("github-packages"));
    expect(urns).toHaveLength(2);
    const changes = changesOf(await expectNothingDeleted(urns.flatMap((urn: string) => ["--target-replace", urn])));
    expect(changes).toContain("delete-replaced api");
    expect(changes).toContain("delete-replaced v1");
  });

  it("a package and a version that are tainted", async () => {
    const state = await scenario.workspace.exportState();
    const urns = state.deployment.resources.map(({ urn }: { urn: string }) => urn);
    for (const urn of urns.filter((one: string) => one.includes("github-packages"))) {
      const tainted = await scenario.workspace.pulumi(["state", "taint", urn, "--yes"]);
      expect(tainted.code).toBe(0);
    }
    expect(changesOf(await expectNothingDeleted())).toContain("delete-replaced api");
  });

  it("a package that moved to another provider instance, which declares it after the first has asked", async () => {
    const policy = `new RetentionPolicy("web", { owner: "acme", packageType: "container", packages: ["repo/web"],
      rules: { pr: { action: "delete", match: { tags: ["pr-*"] } } } });`;
    await scenario.program(`
      const { Provider } = require("pulumi-github-packages");
      const late = new Promise((resolve) => setTimeout(() => resolve("${ADMIN_TOKEN}"), 3000));
      const bot = new Provider("bot", { token: pulumi.secret(late) });
      const parent = new pulumi.ComponentResource("test:index:Group", "group");
      ${policy}
      new Package("api", { owner: "acme", packageType: "container", name: "api" }, { parent, provider: bot });
      ${version("v1", "tag: 'v1'")}`);
    const up = await expectNothingDeleted(["--skip-preview"]);
    expect(changesOf(up).sort()).toEqual(["create api", "create group", "create web", "delete api"]);
  });

  it("one of two resources that mean the same package", async () => {
    await scenario.program(`${apiPackage("api")}${version("v1", "tag: 'v1'")} { ${apiPackage("twin")} }`);
    expect((await scenario.workspace.up()).code).toBe(0);
    await scenario.program(`${apiPackage("twin")}${version("v1", "tag: 'v1'")}`);
    expect(changesOf(await expectNothingDeleted())).toEqual(["delete api"]);
  });

  it("a version whose package is declared no more, whichever provider instance declares it", async () => {
    await scenario.program(`
      const { Provider } = require("pulumi-github-packages");
      const bot = new Provider("bot", { token: pulumi.secret("${ADMIN_TOKEN}") });
      ${version("v1", "tag: 'v1'", "{ provider: bot }")}`);
    const report = await reportOf(scenario.workspace);
    expect(report.resources).toMatchObject([
      { name: "api", action: "fail", remark: expect.stringContaining("the program still declares versions of it") },
    ]);
    expect(verdictLine(report)).toBe("The update will fail for 1 resource.");
    const up = await scenario.workspace.up();
    expect(up.code).not.toBe(0);
    expect(diagnosticsOf(up).join("\n")).toContain(
      "delete container package acme/api: the program still declares versions of it, which would be deleted with it: tag v1. ",
    );
    expect(scenario.emulator.world.snapshot()).toEqual(before);
    expect((await scenario.workspace.destroy(["--run-program"])).code).toBe(0);
    expect(scenario.emulator.world.package("acme", "container", "api")).toBeUndefined();
  });

  it("but what is declared no more is deleted, also when something beside it was renamed", async () => {
    await scenario.program(apiPackage("renamed"));
    const up = await scenario.workspace.up();
    expect(up.code).toBe(0);
    const { world } = scenario.emulator;
    expect(world.package("acme", "container", "api")?.facts.id).toBe(300);
    expect(world.versions("acme", "container", "api").map(({ id }) => id)).toEqual([303, 302]);
  });
});
