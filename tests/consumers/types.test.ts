import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  dependenciesOf,
  INSTALL_TIMEOUT_MS,
  install,
  packTarball,
  run,
  type Tarball,
  writeFiles,
} from "../support/consumer";
import { repositoryRoot } from "../support/imports";

const { exports: entries } = JSON.parse(readFileSync(join(repositoryRoot, "package.json"), "utf8"));
const modules = Object.keys(entries).filter((path) => !path.endsWith(".json"));

/** Each entry of the package under a name of its own; what is not found, or has no types, does not compile. */
const program = modules
  .map((path, index) => {
    const name = `pulumi-github-packages${path.slice(1)}`;
    return `import * as entry${index} from "${name}";\nexport const keys${index}: readonly (keyof typeof entry${index})[] = [];`;
  })
  .join("\n");

describe("the types of every entry", () => {
  let tarball: Tarball;
  let directory: string;
  beforeAll(async () => {
    tarball = await packTarball();
    directory = await mkdtemp(join(tmpdir(), "github-packages-types-"));
    const devDependencies = { typescript: "5.9.3", "@types/node": "20.19.43", "@pulumi/policy": "1.21.0" };
    await writeFiles(directory, {
      "package.json": { name: "consumer", private: true, dependencies: dependenciesOf(tarball), devDependencies },
      "index.ts": program,
    });
    await install(directory, "npm");
  }, INSTALL_TIMEOUT_MS);
  afterAll(async () => {
    await rm(directory, { recursive: true, force: true });
    await tarball?.remove();
  });

  it.each([
    ["node16", "node16"],
    ["commonjs", "node10"],
    ["esnext", "bundler"],
  ])("are found by TypeScript with module %s and moduleResolution %s", async (module, moduleResolution) => {
    const compilerOptions = {
      strict: true,
      target: "es2022",
      noEmit: true,
      skipLibCheck: true,
      module,
      moduleResolution,
    };
    await writeFiles(directory, { "tsconfig.json": { compilerOptions, files: ["index.ts"] } });
    expect(await run(directory, join("node_modules", ".bin", "tsc"), ["-p", "."])).toEqual({ code: 0, output: "" });
  });
});
