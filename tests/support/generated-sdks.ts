import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { runGo } from "./go-tool";
import { repositoryRoot } from "./imports";

/** The module of the engine that set-up builds, and of the generators that go with it. */
const ENGINE_MODULE = join(repositoryRoot, "scripts/setup/engine-module");

/** Pulumi's own generators write the SDKs `nodejs`, `python` and `go` of sdk/schema.json into a directory. They refuse a schema that is not valid. */
export async function generateSdks(directory: string): Promise<void> {
  const generator = join(repositoryRoot, "tests/support/generate-sdks/main.go");
  const args = ["run", "-mod=readonly", generator, join(repositoryRoot, "sdk/schema.json"), directory];
  await runGo("generate SDKs", args, ENGINE_MODULE);
  const module = readFileSync(join(ENGINE_MODULE, "go.mod"), "utf8");
  const name = "module example.com/pulumi-github-packages/sdk/go";
  writeFileSync(join(directory, "go", "go.mod"), module.replace(/^module .*/, name));
  cpSync(join(ENGINE_MODULE, "go.sum"), join(directory, "go", "go.sum"));
}
