import { join } from "node:path";
import {
  dependenciesOf,
  INSTALL_TIMEOUT_MS,
  install,
  packTarball,
  type Tarball,
  writeFiles,
} from "../support/consumer";
import { changesOf, expectSuccess } from "../support/engine";
import { type Scenario, startScenario } from "../support/scenario";

const resources = `
const api = new Package("api", { owner: "acme", packageType: "container", name: "api" });
new PackageVersion("v1", { package: api, tag: "v1" });
`;
const imported = `import { Package, PackageVersion } from "pulumi-github-packages";${resources}`;

/** A program in each form that Node and Pulumi know, each in a package of its own of one repository. */
const PROGRAMS = {
  commonjs: {
    "package.json": { name: "commonjs-program", private: true, main: "index.js" },
    "index.js": `"use strict";\nconst { Package, PackageVersion } = require("pulumi-github-packages");${resources}`,
  },
  "es-module": {
    "package.json": { name: "es-module-program", private: true, type: "module", main: "index.js" },
    "index.js": `${imported}\nexport const visibility = api.visibility;`,
  },
  typescript: {
    "package.json": { name: "typescript-program", private: true, main: "index.ts" },
    "tsconfig.json": { compilerOptions: { strict: true, module: "commonjs", target: "es2022", esModuleInterop: true } },
    "index.ts": `import type { Output } from "@pulumi/pulumi";\n${imported}\nexport const visibility: Output<"public" | "private" | "internal"> = api.visibility;`,
  },
} as const;

/** One installation for all: the programs find the package in the repository's own node_modules, above them. */
describe("in a hoisted monorepo of npm workspaces", () => {
  let tarball: Tarball;
  let scenario: Scenario;
  beforeAll(async () => {
    tarball = await packTarball();
    scenario = await startScenario("");
    const { dir } = scenario.workspace;
    const dependencies = dependenciesOf(tarball);
    const devDependencies = { typescript: "5.9.3", "ts-node": "10.9.2", "@types/node": "20.19.43" };
    await writeFiles(dir, {
      "package.json": { name: "monorepo", private: true, workspaces: ["packages/*"], devDependencies },
    });
    for (const [name, files] of Object.entries(PROGRAMS)) {
      const { "package.json": manifest, ...rest } = files;
      await writeFiles(join(dir, "packages", name), {
        "package.json": { ...manifest, dependencies },
        "Pulumi.yaml": { name, runtime: "nodejs" },
        ...rest,
      });
    }
    await install(dir, "npm");
  }, INSTALL_TIMEOUT_MS);
  afterAll(async () => {
    await scenario?.close();
    await tarball?.remove();
  });

  it.each(Object.keys(PROGRAMS))(
    "a %s program lives the whole life cycle",
    async (name) => {
      const { workspace, emulator } = scenario;
      const at = ["--cwd", join(workspace.dir, "packages", name)];
      const before = emulator.world.snapshot();
      expect((await workspace.pulumi(["stack", "init", "test", ...at])).code).toBe(0);
      const up = await workspace.up(at);
      expectSuccess(up);
      expect(changesOf(up)).toEqual(["create api", "create v1"]);
      expect(changesOf(await workspace.refresh(["--skip-preview", ...at]))).toEqual([]);
      expect(emulator.world.snapshot()).toEqual(before);
      expect((await workspace.destroy(["--skip-preview", ...at])).code).toBe(0);
      expect(emulator.world.package("acme", "container", "api")).toBeUndefined();
      emulator.world.restorePackage("acme", "container", "api");
    },
    INSTALL_TIMEOUT_MS,
  );
});
