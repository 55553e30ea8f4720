import { changesOf, expectSuccess, type PulumiResult } from "../support/engine";
import { type Scenario, startScenario } from "../support/scenario";
import { npmPackage, smallWorld } from "../support/small-world";

const program = (names: readonly string[]) =>
  names
    .map(
      (name) => `{
      const own = { owner: "acme", packageType: "npm" };
      const { name: packageName } = new Package("${name}", { ...own, name: "${name}" });
      new PackageVersion("${name} 1.0.0", { ...own, packageName, version: "1.0.0" });
    }`,
    )
    .join("\n");

/** What is declared with what is in tests/unit/package-by-name.test.ts. */
describe("a package and a version that is declared with its name", () => {
  let scenario: Scenario;
  beforeAll(async () => {
    const packages = [npmPackage("acme", "single", 900, ["1.0.0"]), npmPackage("acme", "lib", 950, ["1.0.0", "1.1.0"])];
    scenario = await startScenario(program(["single", "lib"]), { emulator: { seed: smallWorld({ packages }) } });
    expectSuccess(await scenario.workspace.up(["--skip-preview"]));
    scenario.requests();
  });
  afterAll(() => scenario.close());

  const expectGone = async (result: PulumiResult, name: string) => {
    expectSuccess(result);
    expect(changesOf(result).sort()).toEqual([`delete ${name}`, `delete ${name} 1.0.0`]);
    expect(scenario.mutations()).toEqual([`DELETE /orgs/acme/packages/npm/${name}`]);
    expect(scenario.emulator.world.package("acme", "npm", name)).toBeUndefined();
  };

  it("go by an update whose program has neither, though it is the last version", async () => {
    await scenario.program(program(["lib"]));
    await expectGone(await scenario.workspace.up(["--skip-preview"]), "single");
  });

  it("are destroyed by one command: what the preview shows goes, and nothing else", async () => {
    const { world } = scenario.emulator;
    const others = () => world.snapshot().packages.filter(({ name }) => name !== "lib");
    const before = others();
    const preview = await scenario.workspace.pulumi(["destroy", "--preview-only"]);
    expect(preview.code).toBe(0);
    expect(changesOf(preview).sort()).toEqual(["delete lib", "delete lib 1.0.0"]);
    expect(scenario.requests()).toEqual([]);
    await expectGone(await scenario.workspace.destroy(["--skip-preview"]), "lib");
    expect((await scenario.workspace.exportState()).deployment.resources ?? []).toEqual([]);
    expect(others()).toEqual(before);
  });
});
