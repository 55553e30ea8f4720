import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { changesOf } from "../support/engine";
import { provideGoTool } from "../support/go-tool";
import { type Command, type Example, livesTheWholeLifeCycle, startExample } from "./life-cycle";

const BUILD_TIMEOUT_MS = 30 * 60_000;

const ARGUMENTS: Readonly<Record<Command, readonly string[]>> = {
  preview: ["preview", "--diff", "--save-plan", "plan.json"],
  apply: ["up", "--yes", "--skip-preview", "--plan", "plan.json"],
  up: ["up", "--yes", "--skip-preview"],
  refresh: ["refresh", "--yes", "--skip-preview"],
  destroy: ["destroy", "--yes", "--skip-preview"],
};

/** The directories of what runs programs in YAML and prints them. Pulumi's own archive has both. */
const hosts: string[] = [];

beforeAll(async () => {
  for (const name of ["pulumi-language-yaml", "pulumi-converter-yaml"]) {
    const host = await provideGoTool({
      purpose: "run programs in YAML",
      name,
      package: `github.com/pulumi/pulumi-yaml/cmd/${name}`,
      version: "v1.32.0",
      module: join(__dirname, "yaml-host"),
    });
    hosts.push(dirname(host));
  }
}, BUILD_TIMEOUT_MS);

let example: Example;
beforeEach(async () => {
  example = await startExample("yaml", hosts);
});
afterEach(() => example?.close());

it("the README's first program in YAML lives the whole life cycle", () =>
  livesTheWholeLifeCycle(example, async (command) => {
    const { code, stdout, stderr, events } = await example.workspace.pulumi([...ARGUMENTS[command]]);
    const changes = events.flatMap(({ summaryEvent }) => summaryEvent?.resourceChanges ?? []);
    return { code, output: stdout + stderr, changes: changes.at(-1) ?? {} };
  }));

it.each([
  ["Package", "acme/npm/tokens"],
  ["PackageVersion", "acme/npm/tokens/VERSION"],
])("an import of a %s prints a program in YAML that previews as unchanged", async (type, id) => {
  const { workspace, emulator } = example;
  const version = emulator.world.versions("acme", "npm", "tokens")[0]?.id;
  await workspace.write("Pulumi.yaml", "name: packages\nruntime: yaml\n");
  const what = [`github-packages:index:${type}`, "tokens", id.replace("VERSION", String(version))];
  const imported = await workspace.pulumi(["import", "--yes", "--out", "imported.yaml", ...what]);
  expect({ code: imported.code, said: imported.code === 0 ? "" : imported.stderr }).toEqual({ code: 0, said: "" });
  const resources = await readFile(join(workspace.dir, "imported.yaml"), "utf8");
  await workspace.write("Pulumi.yaml", `name: packages\nruntime: yaml\n${resources}`);
  const preview = await workspace.preview(["--expect-no-changes"]);
  expect({ code: preview.code, changes: changesOf(preview) }).toEqual({ code: 0, changes: [] });
});
