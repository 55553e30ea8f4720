import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import {
  dependenciesOf,
  INSTALL_TIMEOUT_MS,
  install,
  type PackageManager,
  PULUMI_SDK,
  packTarball,
  run,
  type Tarball,
  writeFiles,
} from "../support/consumer";
import { changesOf, expectSuccess } from "../support/engine";
import { repositoryRoot } from "../support/imports";
import { ownResources, withOtherProviderCode } from "../support/provider-code";
import { type Scenario, startScenario } from "../support/scenario";

const program = `
const api = new Package("api", { owner: "acme", packageType: "container", name: "api" });
new PackageVersion("v1", { package: api, tag: "v1" });
`;

/**
 * What each needs beside package.json: npm and pnpm are told to refuse packages that declare other Node versions, which Yarn 1 does by itself. An
 * empty yarn.lock marks a project of its own below whatever directory it is in.
 */
const FILES: Record<PackageManager, Record<string, string>> = {
  npm: { ".npmrc": "engine-strict=true\n" },
  pnpm: { ".npmrc": "engine-strict=true\n" },
  yarn1: {},
  yarn: { ".yarnrc.yml": "nodeLinker: node-modules\n", "yarn.lock": "" },
};

/** What a consumer needs, with the sources that the maps lead to, and nothing of how it is made. */
const SHIPPED =
  /^(?:dist\/(?:sdk|provider|emulator|cli|policies|chunks)\/.+\.(?:js|d\.ts)(?:\.map)?|dist\/explorer\/index\.html|sdk\/schema\.json|dist\/(?:THIRD-PARTY-LICENSES\.txt|sbom\.cdx\.json)|(?:sdk|provider|emulator|cli|policies|explorer\/snapshot)\/.+\.ts|emulator\/data\/.+|docs\/.+|examples\/.+|package\.json|LICENSE|README\.md|CHANGELOG\.md)$/;

describe("installed from the tarball", () => {
  let tarball: Tarball;
  let scenario: Scenario | undefined;
  beforeAll(async () => {
    tarball = await packTarball();
  });
  afterAll(() => tarball.remove());
  afterEach(async () => {
    await scenario?.close();
    scenario = undefined;
  });

  const isThere = (path: string) => tarball.files.some((file) => file === path || file.startsWith(`${path}/`));

  it("there is what a consumer needs, and nothing else", () => {
    expect(tarball.files.filter((file) => !SHIPPED.test(file))).toEqual([]);
    for (const file of ["LICENSE", "README.md", "CHANGELOG.md", "dist/cli/main.js", "dist/provider/hosts/dynamic.js"]) {
      expect(tarball.files).toContain(file);
    }
  });

  it("every example is there as it is in the repository", () => {
    const kept = execFileSync("git", ["ls-files", "examples"], { cwd: repositoryRoot, encoding: "utf8" });
    expect(tarball.files.filter((file) => file.startsWith("examples/"))).toEqual(kept.trim().split("\n").sort());
  });

  it("every link of a document leads to what is there", () => {
    const documents = tarball.files.filter((file) => file.endsWith(".md"));
    const dead = documents.flatMap((document) =>
      [...readFileSync(join(repositoryRoot, document), "utf8").matchAll(/\]\(([^)#\s]+)[^)]*\)|\bsrc="([^"]+)"/g)]
        .map(([, link = "", picture = ""]) => link || picture)
        .filter((link) => !/^[a-z]+:/.test(link) && !isThere(normalize(join(dirname(document), link))))
        .map((link) => `${document}: ${link}`),
    );
    expect(dead).toEqual([]);
  });

  it.each([
    ["npm", PULUMI_SDK.usual],
    ["pnpm", PULUMI_SDK.oldest],
    ["yarn1", PULUMI_SDK.usual],
    ["yarn", PULUMI_SDK.newest],
  ] as const)(
    "by %s, beside @pulumi/pulumi %s, a program lives the whole life cycle",
    async (manager, sdk) => {
      scenario = await startScenario(program);
      const { workspace, emulator } = scenario;
      const manifest = {
        name: "consumer",
        private: true,
        main: "index.js",
        dependencies: dependenciesOf(tarball, sdk),
      };
      await writeFiles(workspace.dir, { "package.json": manifest, ...FILES[manager] });
      expect(await install(workspace.dir, manager)).not.toMatch(/EBADENGINE|unsupported engine|incompatible/i);

      const before = emulator.world.snapshot();
      const up = await workspace.up();
      expectSuccess(up);
      expect(changesOf(up)).toEqual(["create api", "create v1"]);
      const state = await workspace.exportState();
      expect([ownResources(state).length, withOtherProviderCode(state)]).toEqual([2, []]);
      expect(changesOf(await workspace.refresh(["--skip-preview"]))).toEqual([]);
      expect((await workspace.preview(["--expect-no-changes"])).code).toBe(0);
      expect(emulator.world.snapshot()).toEqual(before);
      expect((await workspace.destroy(["--skip-preview"])).code).toBe(0);
      expect(emulator.world.package("acme", "container", "api")).toBeUndefined();

      const command = await run(workspace.dir, join("node_modules", ".bin", "pulumi-github-packages"), [
        "emulator",
        "--help",
      ]);
      expect(command).toEqual({ code: 0, output: expect.stringContaining("pulumi-github-packages emulator") });
      const policies = 'require("pulumi-github-packages/policies").packagePolicies().length';
      expect(await run(workspace.dir, "node", ["--print", policies])).toEqual({ code: 0, output: "5\n" });
    },
    INSTALL_TIMEOUT_MS,
  );

  it(
    "by yarn with Plug'n'Play, it is refused with the way out",
    async () => {
      scenario = await startScenario("");
      const { dir } = scenario.workspace;
      await writeFiles(dir, {
        "package.json": { name: "consumer", private: true, dependencies: dependenciesOf(tarball) },
        "program.js": `const { Package } = require("pulumi-github-packages"); new Package("a", { packageType: "npm", name: "ui" });`,
        ".yarnrc.yml": "nodeLinker: pnp\n",
        "yarn.lock": "",
      });
      await install(dir, "yarn");
      const { code, output } = await run(dir, "node", ["--require", "./.pnp.cjs", "program.js"]);
      expect(code).not.toBe(0);
      expect(output).toContain("Yarn Plug'n'Play is not supported");
      expect(output).toContain('Set "nodeLinker: node-modules" in .yarnrc.yml');
    },
    INSTALL_TIMEOUT_MS,
  );
});
