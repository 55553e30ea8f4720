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
  const start = async (program: string) => {
    scenario = await startScenario(program, { workspace: { config: { "github-packages:maxRetries": "0" } } });
    expect((await scenario.workspace.up(["--skip-preview"])).code).toBe(0);
    return scenario;
  };
  afterEach(() => scenario.close());

  it("of a tag that moved and of a visibility is reported once, and there is nothing to update or delete", async () => {
    const { workspace, emulator } = await start(body);
    emulator.world.tag("acme", "container", "api", "v1", 302);
    emulator.world.setVisibility("acme", "container", "api", "public");
    const before = emulator.world.snapshot();
    const refresh = await workspace.refresh();
    expect(changesOf(refresh).sort()).toEqual(["update api", "update v1"]);
    expect(diagnosticsOf(refresh).join("\n")).toContain(
      "the tag v1 has left container package acme/api, version id 301",
    );
    const api = stepsOf(refresh, { phase: "after" }).find(({ name }) => name === "api");
    expect(api?.metadata.new?.outputs?.visibility).toBe("public");
    expect(changesOf(await workspace.refresh(["--skip-preview"]))).toEqual([]);
    scenario.requests();
    expect(changesOf(await workspace.up())).toEqual([]);
    expect(scenario.requests()).toEqual([]);
    expect(emulator.world.snapshot()).toEqual(before);
  });

  it("takes nothing out of the state where GitHub fails, and the old package where another has its name", async () => {
    const { workspace, emulator } = await start(body);
    /** What a resource is, without the engine's own notes of it. */
    const resources = async () =>
      (await workspace.exportState()).deployment.resources.map(
        ({ urn, id, inputs, outputs }: Record<string, unknown>) => ({ urn, id, inputs, outputs }),
      );
    const before = await resources();
    emulator.faults.add({ status: 500, body: { message: "Server Error" }, times: Number.POSITIVE_INFINITY });
    const failed = await workspace.refresh(["--skip-preview"]);
    expect(failed.code).not.toBe(0);
    expect(diagnosticsOf(failed).join("\n")).toMatch(/error: .*acme\/api/);
    expect(await resources()).toEqual(before);

    emulator.faults.clear();
    emulator.world.deletePackage("acme", "container", "api");
    const published = emulator.world.publish("acme", "container", "api", { name: digest("7"), tags: ["v1"] });
    const refresh = await workspace.refresh(["--skip-preview"]);
    expect(changesOf(refresh).sort()).toEqual(["delete api", "delete v1"]);
    expect(diagnosticsOf(refresh).join("\n")).toContain("container package acme/api is another package now");
    expect(changesOf(await workspace.up(["--skip-preview"])).sort()).toEqual(["create api", "create v1"]);
    const adopted = (await resources()).find(({ urn }: { urn: string }) => urn.endsWith("::v1"));
    expect(adopted.outputs.versionId).toBe(published.id);
  });

  it("of packages that are gone: a report says what the next update does, and it does that", async () => {
    const { workspace, emulator } = await start(`
      new Package("api", { owner: "acme", packageType: "container", name: "api", whenDeleted: "restore" });
      new Package("ui", { owner: "acme", packageType: "npm", name: "ui", whenDeleted: "fail" });`);
    emulator.world.deletePackage("acme", "container", "api");
    emulator.world.deletePackage("acme", "npm", "ui");
    const preview = await workspace.pulumi(["refresh", "--preview-only", "--json"], {
      env: { PULUMI_ENABLE_STREAMING_JSON_PREVIEW: "true" },
    });
    const { drift } = buildReport(parsePreview(preview.stdout), Date.now());
    expect(drift).toHaveLength(2);
    expect(drift).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ name: "api", gone: true, whenDeleted: "restore" }),
        expect.objectContaining({ name: "ui", gone: true, whenDeleted: "fail" }),
      ]),
    );
    expect((await workspace.refresh(["--skip-preview"])).code).toBe(0);
    const up = await workspace.up(["--skip-preview", "--continue-on-error"]);
    expect(up.code).not.toBe(0);
    expect(changesOf(up)).toEqual(["create api"]);
    expect(emulator.world.packages("acme", "npm")).toEqual([]);
  });
});
