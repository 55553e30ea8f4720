import { changesOf, diagnosticsOf, stepsOf } from "../support/engine";
import { HOSTS, type Scenario, startScenario } from "../support/scenario";
import { digest } from "../support/small-world";

/** One life, in this order; what else can happen in it is in tests/resources/lifecycle.test.ts. */
describe.each(HOSTS)("the life of a package and a version, through the %s host", (host) => {
  let scenario: Scenario;
  beforeAll(async () => {
    scenario = await startScenario(
      `
      const api = new Package("api", { owner: "acme", packageType: "container", name: "api" });
      new PackageVersion("v1", { package: api, tag: "v1" });`,
      { host },
    );
  });
  afterAll(() => scenario.close());

  it("begins with a preview that says what is adopted, and an update that changes nothing on GitHub", async () => {
    const { workspace, emulator } = scenario;
    const before = emulator.world.snapshot();
    expect(diagnosticsOf(await workspace.preview())).toEqual([
      "info: container package acme/api: there (id 300, private); the update adopts it.",
      "info: What is adopted stays on GitHub, also where it is deleted under another name or place.",
      "info: tag v1 of container package acme/api: there (id 301); the update adopts it.",
    ]);
    const up = await workspace.up(["--skip-preview"]);
    expect({ code: up.code, changes: changesOf(up) }).toEqual({ code: 0, changes: ["create api", "create v1"] });
    expect(emulator.world.snapshot()).toEqual(before);
  });

  it("costs no request while nothing changes", async () => {
    scenario.requests();
    const up = await scenario.workspace.up(["--expect-no-changes"]);
    expect({ code: up.code, changes: changesOf(up) }).toEqual({ code: 0, changes: [] });
    expect(scenario.requests()).toEqual([]);
  });

  it("loses in a refresh what somebody deletes, and drifts by no ordinary publishing", async () => {
    const { workspace, emulator } = scenario;
    emulator.world.advance(60_000);
    emulator.world.publish("acme", "container", "api", { name: digest("9"), tags: ["v3", "latest"] });
    emulator.world.deleteVersion("acme", "container", "api", 301);
    const refresh = await workspace.refresh();
    expect(refresh.code).toBe(0);
    const steps = stepsOf(refresh, { phase: "after" }).map(({ op, name }) => `${op} ${name}`);
    expect(steps.sort()).toEqual(["delete v1", "same api"]);
  });

  it("goes on when the next update restores it", async () => {
    const { workspace, emulator } = scenario;
    const up = await workspace.up();
    expect(up.stdout).toMatch(
      /tag v1 of container package acme\/api: deleted at .* \(id 301\); the update restores it, and the parts that it needs, which the registry tells when it is back\./,
    );
    expect(changesOf(up)).toEqual(["create v1"]);
    expect(emulator.world.versions("acme", "container", "api").map(({ id }) => id)).toContain(301);
  });

  it("ends with one deletion of the package, none for its versions", async () => {
    scenario.requests();
    expect((await scenario.workspace.destroy()).code).toBe(0);
    expect(scenario.mutations()).toEqual(["DELETE /orgs/acme/packages/container/api"]);
    expect(scenario.emulator.world.package("acme", "container", "api")).toBeUndefined();
  });
});
