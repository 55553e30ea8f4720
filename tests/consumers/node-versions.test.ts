import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import {
  dependenciesOf,
  INSTALL_TIMEOUT_MS,
  install,
  PULUMI_SDK,
  packTarball,
  run,
  type Tarball,
  writeFiles,
} from "../support/consumer";
import { changesOf, expectSuccess } from "../support/engine";
import { type Scenario, startScenario } from "../support/scenario";
import { npmPackage, smallWorld } from "../support/small-world";

const program = `
new Package("lib", { owner: "acme", packageType: "npm", name: "lib" });
new RetentionPolicy("old", {
  owner: "acme", ownerType: "organization", packageType: "npm", packages: ["lib"], minAge: "0s",
  rules: {
    rest: { action: "delete", match: { versionNames: ["*"] } },
    newest: { action: "keep", mostRecent: { count: 2 } },
  },
});
`;
const seed = smallWorld({ packages: [npmPackage("acme", "lib", 10_000, ["1.0.0", "1.1.0", "1.2.0"])] });

const bin = join("node_modules", ".bin");

describe("on another Node than the one that runs the tests", () => {
  let tarball: Tarball;
  let scenario: Scenario | undefined;
  let directory: string;
  beforeAll(async () => {
    tarball = await packTarball();
  });
  afterAll(() => tarball.remove());
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), "github-packages-node-"));
  });
  afterEach(async () => {
    await scenario?.close();
    scenario = undefined;
    await rm(directory, { recursive: true, force: true });
  });

  it.each([
    ["20.19.0", PULUMI_SDK.usual],
    ["22.23.3", PULUMI_SDK.newest],
    ["24.21.0", PULUMI_SDK.newest],
    ["26.10.0", PULUMI_SDK.newest],
  ])(
    "with Node %s and @pulumi/pulumi %s a program is installed and lives the whole life cycle without a warning",
    async (version, sdk) => {
      await writeFiles(directory, { "package.json": { name: "other-node", private: true } });
      await promisify(execFile)("npm", ["install", "--no-audit", "--no-fund", `node@${version}`], { cwd: directory });
      const path = [join(directory, bin), process.env.PATH].join(delimiter);
      expect(await run(directory, join(bin, "node"), ["--version"])).toEqual({ code: 0, output: `v${version}\n` });

      scenario = await startScenario(program, { emulator: { seed } });
      const { workspace, emulator } = scenario;
      workspace.env.PATH = path;
      const manifest = {
        name: "consumer",
        private: true,
        main: "index.js",
        dependencies: dependenciesOf(tarball, sdk),
      };
      await writeFiles(workspace.dir, { "package.json": manifest, ".npmrc": "engine-strict=true\n" });
      const said = await install(workspace.dir, "npm", path);
      expect(said).not.toMatch(/EBADENGINE|unsupported engine|incompatible/i);

      const up = await workspace.up();
      expectSuccess(up);
      expect(changesOf(up)).toEqual(["create lib", "create old"]);
      expect(`${up.stdout}${up.stderr}`).not.toMatch(/Warning:|ExperimentalWarning|\bDEP\d{4}\b/);
      expect(changesOf(await workspace.refresh(["--skip-preview"]))).toEqual([]);
      expect((await workspace.preview(["--expect-no-changes"])).code).toBe(0);
      expect(emulator.world.versions("acme", "npm", "lib")).toHaveLength(2);
      expect((await workspace.destroy(["--skip-preview"])).code).toBe(0);
      expect(emulator.world.package("acme", "npm", "lib")).toBeUndefined();

      const command = await run(workspace.dir, join(directory, bin, "node"), [
        join("node_modules", "pulumi-github-packages", "dist", "cli", "main.js"),
        "emulator",
        "--help",
      ]);
      expect(command).toEqual({ code: 0, output: expect.stringContaining("pulumi-github-packages emulator") });
    },
    2 * INSTALL_TIMEOUT_MS,
  );
});
