import { changesOf } from "../support/engine";
import { type Scenario, startScenario } from "../support/scenario";
import { npmPackage, smallWorld } from "../support/small-world";

/** Several updates one after another, on a machine that may be busy with other tests. */
jest.setTimeout(300_000);

const own = `owner: "acme", packageType: "npm"`;
const program = (versions: readonly string[]) => `
  const lib = new Package("lib", { ${own}, name: "lib" });
  for (const version of ${JSON.stringify(versions)})
    new PackageVersion("v" + version, { ${own}, packageName: lib.name, version });`;

describe("a package and versions that are declared with its name", () => {
  let scenario: Scenario;
  const start = async (published: readonly string[], declared: readonly string[]) => {
    const seed = smallWorld({ packages: [npmPackage("acme", "lib", 900, [...published])] });
    scenario = await startScenario(program(declared), { emulator: { seed } });
    expect((await scenario.workspace.up(["--skip-preview"])).code).toBe(0);
    scenario.emulator.clearRequests();
  };
  afterEach(() => scenario.close());

  const deletions = () =>
    scenario.emulator.requests.filter(({ method }) => method === "DELETE").map(({ path }) => path);
  const stateOfOurs = async () =>
    ((await scenario.workspace.exportState()).deployment.resources ?? []).filter(({ urn }: { urn: string }) =>
      urn.includes("github-packages"),
    );

  it.each([
    ["the only version", ["1.0.0"], ["1.0.0"]],
    ["all versions", ["1.0.0", "1.1.0", "2.0.0"], ["1.0.0", "1.1.0", "2.0.0"]],
    ["one of two versions", ["1.0.0", "1.1.0"], ["1.1.0"]],
  ])(
    "are destroyed by one command, %s: what the preview shows goes, and nothing else",
    async (_, published, declared) => {
      await start(published, declared);
      const { world } = scenario.emulator;
      const others = () => world.snapshot().packages.filter(({ name }) => name !== "lib");
      const before = others();
      const preview = await scenario.workspace.pulumi(["destroy", "--preview-only"]);
      expect(preview.code).toBe(0);
      const shown = changesOf(preview).sort();
      expect(shown).toEqual(["delete lib", ...declared.map((version) => `delete v${version}`)].sort());
      expect(deletions()).toEqual([]);

      const destroy = await scenario.workspace.destroy(["--skip-preview"]);
      expect({ code: destroy.code, said: destroy.code === 0 ? "" : destroy.stdout }).toEqual({ code: 0, said: "" });
      expect(changesOf(destroy).sort()).toEqual(shown);
      expect(deletions()).toEqual(["/orgs/acme/packages/npm/lib"]);
      expect(await stateOfOurs()).toEqual([]);
      expect(world.package("acme", "npm", "lib")).toBeUndefined();
      expect(others()).toEqual(before);
    },
  );

  it("go by an update whose program has neither, the last version too", async () => {
    await start(["1.0.0"], ["1.0.0"]);
    await scenario.program("");
    const up = await scenario.workspace.up();
    expect({ code: up.code, said: up.code === 0 ? "" : up.stdout }).toEqual({ code: 0, said: "" });
    expect(
      changesOf(up)
        .filter((change) => change.startsWith("delete"))
        .sort(),
    ).toEqual(["delete lib", "delete v1.0.0"]);
    expect(deletions()).toEqual(["/orgs/acme/packages/npm/lib"]);
    expect(await stateOfOurs()).toEqual([]);
  });
});
