import { changesOf, diagnosticsOf } from "../support/engine";
import { startScenario } from "../support/scenario";
import { npmPackage, smallWorld } from "../support/small-world";

/** What becomes of a deletion at GitHub is in tests/resources/deletion.test.ts. */
describe("an update that deletes", () => {
  it("fails when GitHub refuses one, which stays in the state, and forgets those that went, or were gone already", async () => {
    const seed = smallWorld({ packages: [npmPackage("acme", "single", 600, ["1.0.0"])] });
    const { workspace, emulator, program, close } = await startScenario(
      `new Package("api", { owner: "acme", packageType: "container", name: "api" });
       new PackageVersion("last", { owner: "acme", packageType: "npm", packageName: "single", version: "1.0.0" });
       new PackageVersion("old", { owner: "acme", packageType: "npm", packageName: "ui", version: "1.0.0" });`,
      { emulator: { seed } },
    );
    try {
      expect((await workspace.up(["--skip-preview"])).code).toBe(0);
      emulator.world.deletePackage("acme", "container", "api");
      await program("");
      const up = await workspace.up(["--skip-preview", "--continue-on-error"]);
      expect(up.code).not.toBe(0);
      expect(changesOf(up).sort()).toEqual(["delete api", "delete old"]);
      expect(diagnosticsOf(up).join("\n")).toMatch(
        /delete npm package acme\/single, version id 601: You cannot delete the last version of a package\. You must delete the package instead\. \(400 DELETE .*\)\. .*delete the whole package/,
      );
      expect(emulator.world.versions("acme", "npm", "ui").map(({ name }) => name)).toEqual(["2.0.0", "1.1.0"]);
      expect(emulator.world.versions("acme", "npm", "single")).toHaveLength(1);
      const kept = (await workspace.exportState()).deployment.resources.map(({ urn }: { urn: string }) => urn);
      expect(kept.filter((urn: string) => /:Package(Version)?::/.test(urn))).toEqual([
        expect.stringMatching(/::last$/),
      ]);
    } finally {
      await close();
    }
  });
});
