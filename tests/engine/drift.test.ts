import { buildReport } from "../../cli/report/build-report";
import { parsePreview } from "../../cli/report/preview";
import { changesOf, diagnosticsOf, stepsOf } from "../support/engine";
import { type Scenario, startScenario } from "../support/scenario";
import { digest } from "../support/small-world";

const body = `
new Package("api", { owner: "acme", packageType: "container", name: "api" });
new PackageVersion("v1", { owner: "acme", packageType: "container", packageName: "api", tag: "v1" });
`;

describe("drift", () => {
  let scenario: Scenario;
  beforeEach(async () => {
    scenario = await startScenario(body, { workspace: { config: { "github-packages:maxRetries": "0" } } });
    expect((await scenario.workspace.up()).code).toBe(0);
  });
  afterEach(() => scenario.close());

  it("a tag that moved is reported once, and deletes nothing", async () => {
    const { workspace, emulator } = scenario;
    emulator.world.tag("acme", "container", "api", "v1", 302);
    const before = emulator.world.snapshot();
    const refresh = await workspace.refresh();
    expect(changesOf(refresh)).toEqual(["update v1"]);
    expect(diagnosticsOf(refresh).join("\n")).toContain(
      "the tag v1 has left container package acme/api, version id 301",
    );
    expect(changesOf(await workspace.refresh())).toEqual([]);
    scenario.requests();
    expect(changesOf(await workspace.up())).toEqual([]);
    expect(scenario.requests()).toEqual([]);
    expect(emulator.world.snapshot()).toEqual(before);
  });

  it("a changed visibility is shown, and there is nothing to update", async () => {
    const { workspace, emulator } = scenario;
    emulator.world.setVisibility("acme", "container", "api", "public");
    const refresh = await workspace.refresh();
    const [step] = stepsOf(refresh, { phase: "after" }).filter(({ name }) => name === "api");
    expect(step).toMatchObject({ op: "update" });
    expect(step?.metadata.new?.outputs?.visibility).toBe("public");
    expect(changesOf(await workspace.preview())).toEqual([]);
  });

  it("another package under the same name takes the old one out of the state", async () => {
    const { workspace, emulator } = scenario;
    emulator.world.deletePackage("acme", "container", "api");
    const published = emulator.world.publish("acme", "container", "api", { name: digest("7"), tags: ["v1"] });
    const refresh = await workspace.refresh();
    expect(changesOf(refresh).sort()).toEqual(["delete api", "delete v1"]);
    expect(diagnosticsOf(refresh).join("\n")).toContain("container package acme/api is another package now");
    const up = await workspace.up();
    expect(changesOf(up).sort()).toEqual(["create api", "create v1"]);
    const state = await workspace.exportState();
    const adopted = state.deployment.resources.find(({ urn }: { urn: string }) => urn.endsWith("::v1"));
    expect(adopted.outputs.versionId).toBe(published.id);
  });

  it.each([
    [
      "401",
      {
        status: 401,
        body: { message: "Bad credentials", documentation_url: "https://docs.github.com/rest", status: "401" },
      },
    ],
    ["403", { status: 403, body: { message: "Resource not accessible by integration", status: "403" } }],
    ["500", { status: 500, body: { message: "Server Error" } }],
    ["an HTML page", { status: 200, html: "<html>Welcome</html>" }],
    ["truncated JSON", { truncate: true }],
    ["a dropped connection", { drop: true }],
  ])("%s takes nothing out of the state", async (_, fault) => {
    const { workspace, emulator } = scenario;
    const before = await workspace.exportState();
    emulator.faults.add({ ...fault, times: Number.POSITIVE_INFINITY });
    const refresh = await workspace.refresh();
    expect(refresh.code).not.toBe(0);
    expect(diagnosticsOf(refresh).join("\n")).toMatch(/error: .*acme\/api/);
    emulator.faults.clear();
    const after = await workspace.exportState();
    expect(after.deployment.resources).toEqual(before.deployment.resources);
  });

  it("a 404 for a package that is listed all the same takes nothing out of the state", async () => {
    const { workspace, emulator } = scenario;
    emulator.faults.add({
      method: "GET",
      route: /\/orgs\/acme\/packages\/container\/api$/,
      status: 404,
      body: { message: "Package not found.", status: "404" },
      times: Number.POSITIVE_INFINITY,
    });
    const refresh = await workspace.refresh();
    expect(refresh.code).not.toBe(0);
    expect(diagnosticsOf(refresh).join("\n")).toContain("A missing right looks the same as a missing object");
    expect(
      (await workspace.exportState()).deployment.resources.map(({ urn }: { urn: string }) => urn.split("::").at(-1)),
    ).toContain("api");
  });

  it("a deletion that lists show late is still found", async () => {
    const { workspace, emulator } = scenario;
    emulator.world.deleteVersion("acme", "container", "api", 301);
    emulator.faults.staleLists(1);
    expect(changesOf(await workspace.refresh(["--skip-preview"]))).toEqual(["delete v1"]);
  });

  it.each(["restore", "fail"])(
    "a report says what the next update does about what is gone: whenDeleted %s",
    async (whenDeleted) => {
      const { workspace, emulator } = scenario;
      await scenario.program(
        `new Package("api", { owner: "acme", packageType: "container", name: "api", whenDeleted: "${whenDeleted}" });`,
      );
      await workspace.up();
      emulator.world.deletePackage("acme", "container", "api");
      const preview = await workspace.pulumi(["refresh", "--preview-only", "--json"], {
        env: { PULUMI_ENABLE_STREAMING_JSON_PREVIEW: "true" },
      });
      const { drift } = buildReport(parsePreview(preview.stdout), Date.now());
      expect(drift).toMatchObject([{ name: "api", gone: true, whenDeleted }]);
      expect((await workspace.refresh()).code).toBe(0);
      const { code } = await workspace.up();
      expect(code === 0 ? "restore" : "fail").toBe(whenDeleted);
    },
  );
});
