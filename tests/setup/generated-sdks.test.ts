import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fencedBlock } from "../support/fenced-block";
import { generateSdks } from "../support/generated-sdks";
import { repositoryRoot } from "../support/imports";
import { temporaryDirectory } from "../support/temporary-directory";

const sdks = temporaryDirectory("generated-sdks-");

beforeAll(() => generateSdks(sdks), 600_000);

/** The examples of the schema's descriptions, and of the registry's first page. */
function examples(language: string): [string, string][] {
  const files = ["Package", "PackageVersion", "RetentionPolicy"].map((name) => `scripts/schema/examples/${name}.md`);
  return [...files, "docs/_index.md"].map((file) => [basename(file, ".md"), fencedBlock(file, language)]);
}

it("the SDK for TypeScript compiles, and the examples with it", () => {
  symlinkSync(join(repositoryRoot, "node_modules"), join(sdks, "node_modules"));
  for (const [name, text] of examples("typescript")) writeFileSync(join(sdks, `${name}.ts`), text);
  const compilerOptions = {
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    target: "es2022",
    module: "node16",
    types: ["node"],
    paths: { "pulumi-github-packages-sdk": ["./nodejs/index.ts"] },
  };
  writeFileSync(join(sdks, "tsconfig.json"), JSON.stringify({ compilerOptions, include: ["*.ts", "nodejs"] }));
  const tsc = join(repositoryRoot, "node_modules/typescript/bin/tsc");
  const { stdout } = spawnSync(process.execPath, [tsc, "-p", sdks], { encoding: "utf8" });
  expect(stdout).toBe("");
});

it("the SDK for Go compiles, and the examples with it", () => {
  const module = join(sdks, "go");
  for (const [name, text] of examples("go")) {
    const folder = join(module, "examples", name.toLowerCase().replace("_", ""));
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "main.go"), text);
  }
  const env = { ...process.env, GOWORK: "off", GOFLAGS: "-mod=mod" };
  const { stderr, status } = spawnSync("go", ["vet", "./..."], { cwd: module, env, encoding: "utf8" });
  expect({ status, stderr }).toMatchObject({ status: 0 });
}, 600_000);

it("the SDK for Python has every resource and function", () => {
  const names = readFileSync(join(sdks, "python/pulumi_github_packages/__init__.py"), "utf8");
  for (const name of ["package", "package_version", "retention_policy", "get_packages", "get_package_versions"]) {
    expect(names).toContain(`from .${name} import *`);
  }
});
