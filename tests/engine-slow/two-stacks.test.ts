import { changesOf, diagnosticsOf } from "../support/engine";
import { type Scenario, startScenario } from "../support/scenario";
import { until } from "../support/until";

/** Several updates one after another, on a machine that may be busy with other tests. */
jest.setTimeout(180_000);

const declaredByBoth = `
const api = new Package("api", { owner: "acme", packageType: "container", name: "api" });
new PackageVersion("v1", { package: api, tag: "v1" });
`;

/** The stack `second` stays in the middle of its update until the file is there. */
const onlyDeclaredBySecond = `
const { existsSync } = require("node:fs");
const api = new Package("api", { owner: "acme", packageType: "container", name: "api" });
if (pulumi.getStack() === "second") {
  new PackageVersion("v1", { package: api, tag: "v1" });
  const name = new Promise((resolve) => {
    const look = () => (existsSync("gate-is-open") ? resolve("ui") : setTimeout(look, 50));
    look();
  });
  new Package("late", { owner: "acme", packageType: "npm", name });
}
`;

const FIRST = ["--stack", "test", "--skip-preview"];
const SECOND = ["--stack", "second", "--skip-preview"];

/**
 * Two stacks may declare the same packages; neither knows of the other. What is guaranteed: adoption changes nothing, so both may
 * hold them; what is declared is declared to its own run alone, so deletion is by program; who lost something that it
 * declares finds out by a refresh, and its next update restores it; what both delete is deleted once, and both succeed.
 */
describe("two stacks with the same packages", () => {
  let scenario: Scenario;
  let effects: string[];
  beforeEach(async () => {
    scenario = await startScenario(declaredByBoth);
    await scenario.workspace.addStack("second");
    effects = [];
    scenario.emulator.world.onChange(({ kind, package: { path } = {}, version }) =>
      effects.push([kind, path, version?.id].filter(Boolean).join(" ")),
    );
  });
  afterEach(() => scenario.close());

  it("adopt them at the same time, and destroy them at the same time, once", async () => {
    const { workspace } = scenario;
    const updates = await Promise.all([workspace.up(FIRST), workspace.up(SECOND)]);
    expect(updates.map((up) => [up.code, ...changesOf(up)])).toEqual([
      [0, "create api", "create v1"],
      [0, "create api", "create v1"],
    ]);
    expect(effects).toEqual([]);
    const ends = await Promise.all([workspace.destroy(FIRST), workspace.destroy(SECOND)]);
    expect(ends.map(({ code }) => code)).toEqual([0, 0]);
    expect(effects).toEqual(["package-deleted acme/container/api"]);
  });

  it("run at the same time without knowing of each other: what one no longer declares is deleted, and the other restores it", async () => {
    const { workspace, emulator } = scenario;
    expect((await workspace.up(FIRST)).code).toBe(0);
    await scenario.program(onlyDeclaredBySecond);
    scenario.requests();

    const second = workspace.start(["up", "--yes", ...SECOND]);
    let hasEnded = false;
    second.finished.then(() => {
      hasEnded = true;
    });
    await until("the second stack has declared the version", () =>
      emulator.requests.some(({ path }) => path.includes("/versions")),
    );
    const first = await workspace.up(FIRST);
    expect({ code: first.code, hasSecondEnded: hasEnded }).toEqual({ code: 0, hasSecondEnded: false });
    expect(changesOf(first)).toEqual(["delete v1"]);
    expect(effects).toEqual(["version-deleted acme/container/api 301"]);

    await workspace.write("gate-is-open", "");
    expect((await second.finished).code).toBe(0);
    const refresh = await workspace.refresh(SECOND);
    expect(changesOf(refresh)).toEqual(["delete v1"]);
    expect(diagnosticsOf(refresh).join("\n")).toContain("container package acme/api, version id 301 is gone");
    expect(changesOf(await workspace.up(SECOND))).toEqual(["create v1"]);
    expect(effects).toEqual(["version-deleted acme/container/api 301", "version-restored acme/container/api 301"]);
  });
});
