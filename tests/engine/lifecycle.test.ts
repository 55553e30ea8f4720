import { changesOf, diagnosticsOf, stepsOf } from "../support/engine";
import { type Scenario, startScenario } from "../support/scenario";

const packageAndVersion = `
const api = new Package("api", { owner: "acme", packageType: "container", name: "api" });
new PackageVersion("v1", { package: api, tag: "v1" });
`;

describe("the life of a package and a version", () => {
  let scenario: Scenario;
  beforeEach(async () => {
    scenario = await startScenario(packageAndVersion);
  });
  afterEach(() => scenario.close());

  it("is adopted by a preview that says so and an update that changes nothing on GitHub", async () => {
    const { workspace, emulator } = scenario;
    const before = emulator.world.snapshot();
    const preview = await workspace.preview();
    expect(diagnosticsOf(preview)).toEqual([
      "info: container package acme/api: there (id 300, private); it will be adopted.",
      "info: What is adopted stays on GitHub, also where this preview deletes it under another name or place.",
      "info: tag v1 of container package acme/api: there (id 301); it will be adopted.",
    ]);
    const up = await workspace.up();
    expect(up.code).toBe(0);
    expect(changesOf(up)).toEqual(["create api", "create v1"]);
    expect(emulator.world.snapshot()).toEqual(before);
  });

  it("costs no request while nothing changes", async () => {
    const { workspace } = scenario;
    await workspace.up();
    scenario.requests();
    expect(changesOf(await workspace.preview(["--expect-no-changes"]))).toEqual([]);
    expect(changesOf(await workspace.up(["--expect-no-changes"]))).toEqual([]);
    expect(scenario.requests()).toEqual([]);
  });

  it("sees no drift in ordinary publishing", async () => {
    const { workspace, emulator } = scenario;
    await workspace.up();
    emulator.world.advance(60_000);
    emulator.world.publish("acme", "container", "api", { name: `sha256:${"9".repeat(64)}`, tags: ["v3", "latest"] });
    const refresh = await workspace.refresh();
    expect(refresh.code).toBe(0);
    const steps = stepsOf(refresh, { phase: "after" }).map(({ op, name }) => `${op} ${name}`);
    expect(steps.sort()).toEqual(["same api", "same v1"]);
    expect(changesOf(await workspace.preview())).toEqual([]);
  });

  it("is noticed when somebody deletes it, and restored by the next update", async () => {
    const { workspace, emulator } = scenario;
    await workspace.up();
    emulator.world.deleteVersion("acme", "container", "api", 301);
    const refresh = await workspace.refresh();
    expect(changesOf(refresh)).toEqual(["delete v1"]);
    const preview = await workspace.preview();
    expect(diagnosticsOf(preview).join("\n")).toMatch(
      /tag v1 of container package acme\/api: deleted at .* \(id 301\); it will be restored, and the parts that it needs, which the registry tells when it is back\./,
    );
    const up = await workspace.up();
    expect(changesOf(up)).toEqual(["create v1"]);
    expect(emulator.world.versions("acme", "container", "api").map(({ id }) => id)).toContain(301);
  });

  it("is restored as a whole when somebody deletes the package", async () => {
    const { workspace, emulator } = scenario;
    await workspace.up();
    emulator.world.deletePackage("acme", "container", "api");
    expect(changesOf(await workspace.refresh()).sort()).toEqual(["delete api", "delete v1"]);
    const preview = await workspace.preview();
    expect(diagnosticsOf(preview).join("\n")).toContain("the update will try to restore it");
    const up = await workspace.up();
    expect(up.code).toBe(0);
    expect(changesOf(up)).toEqual(["create api", "create v1"]);
    expect(emulator.world.package("acme", "container", "api")?.facts.id).toBe(300);
  });

  it("ends when it is removed from the program, and only then", async () => {
    const { workspace, emulator } = scenario;
    await workspace.up();
    await scenario.program(`new Package("api", { owner: "acme", packageType: "container", name: "api" });`);
    const preview = await workspace.preview();
    expect(stepsOf(preview).map(({ op, name }) => `${op} ${name}`)).toContain("delete v1");
    expect(emulator.world.versions("acme", "container", "api").map(({ id }) => id)).toContain(301);
    expect(changesOf(await workspace.up())).toEqual(["delete v1"]);
    expect(emulator.world.versions("acme", "container", "api").map(({ id }) => id)).toEqual([303, 302]);
    expect(changesOf(await workspace.destroy())).toEqual(["delete api"]);
    expect(emulator.world.package("acme", "container", "api")).toBeUndefined();
  });

  it("is destroyed as a whole: one deletion of the package, none for its versions", async () => {
    const { workspace, emulator } = scenario;
    await workspace.up();
    scenario.requests();
    expect((await workspace.destroy()).code).toBe(0);
    expect(scenario.requests().filter((line) => line.startsWith("DELETE"))).toEqual([
      "DELETE /orgs/acme/packages/container/api",
    ]);
    expect(emulator.world.package("acme", "container", "api")).toBeUndefined();
  });
});
