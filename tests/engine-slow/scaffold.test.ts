import { execFile } from "node:child_process";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { changesOf, diagnosticsOf, stepsOf } from "../support/engine";
import { type Scenario, startScenario } from "../support/scenario";
import { npmPackage, smallWorld } from "../support/small-world";

const main = join(__dirname, "..", "..", "dist", "cli", "main.js");

/** What `scaffold` writes, run by a real engine as it was written. */
describe("a scaffolded program", () => {
  let scenario: Scenario;
  beforeAll(async () => {
    const odd = ["a+b", "naïve 日本", "50%", "user@host"].map((name, index) => ({
      ...npmPackage("acme", name, 800 + 10 * index, ["1.0.0"]),
      packageType: "nuget" as const,
    }));
    scenario = await startScenario("", { emulator: { seed: smallWorld({ packages: odd }) } });
    for (const file of ["Pulumi.yaml", "Pulumi.test.yaml", "package.json", "index.js"])
      rmSync(join(scenario.workspace.dir, file), { force: true });
    const args = ["scaffold", "--owner", "acme", "--versions", "tagged", "--out", scenario.workspace.dir];
    await promisify(execFile)(process.execPath, [main, ...args], { env: scenario.workspace.env });
    await scenario.workspace.addStack("adopting");
    delete scenario.workspace.env.GITHUB_BASE_URL;
    scenario.requests();
  });
  afterAll(() => scenario.close());

  it("previews adoptions and nothing else", async () => {
    const preview = await scenario.workspace.preview();
    expect(preview.code).toBe(0);
    const steps = stepsOf(preview);
    expect(new Set(steps.map(({ op }) => op))).toEqual(new Set(["create"]));
    expect(steps.map(({ metadata }) => (metadata.new as { protect?: boolean } | undefined)?.protect)).toEqual(
      steps.map(() => true),
    );
    expect(steps).toHaveLength(7 + 3 + 2 + 2 + 4);
    const said = diagnosticsOf(preview);
    expect(
      said.filter((line) => !/there \(id \d+|the update adopts it|adopted as well|What is adopted stays/.test(line)),
    ).toEqual([]);
    expect(scenario.requests().filter((line) => !line.startsWith("GET "))).toEqual([]);
  });

  it("is applied without changing anything, and has nothing to do afterwards", async () => {
    const before = scenario.emulator.world.snapshot();
    const up = await scenario.workspace.up();
    expect({ code: up.code, changes: changesOf(up).length }).toEqual({ code: 0, changes: 18 });
    expect(stepsOf(await scenario.workspace.preview()).filter(({ op }) => op !== "same")).toEqual([]);
    expect((await scenario.workspace.destroy()).code).not.toBe(0);
    expect(scenario.emulator.world.snapshot()).toEqual(before);
    expect(scenario.requests().filter((line) => !line.startsWith("GET "))).toEqual([]);
  });
});
