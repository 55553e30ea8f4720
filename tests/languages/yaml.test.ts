import { dirname, join } from "node:path";
import { fencedBlock } from "../support/fenced-block";
import { provideGoTool } from "../support/go-tool";
import { runByHost } from "./command-line";
import { expectUnchanged, IMPORTED, printedByImport } from "./import";
import { type Example, livesTheWholeLifeCycle, showsWhatItDoes, startExample } from "./life-cycle";

const BUILD_TIMEOUT_MS = 30 * 60_000;

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
  livesTheWholeLifeCycle(example, (command) => runByHost(example, command)));

it("the documentation's example in YAML is a program in a directory that was empty", async () => {
  const project = fencedBlock("docs/plugin.md", "yaml", "**YAML.**");
  await example.workspace.write("Pulumi.yaml", project + fencedBlock("docs/_index.md", "yaml"));
  await showsWhatItDoes((command) => runByHost(example, command));
});

it.each(IMPORTED)("an import of a %s prints a program in YAML that previews as unchanged", async (type, id) => {
  const { workspace } = example;
  const project = "name: packages\nruntime: yaml\n";
  await workspace.write("Pulumi.yaml", project);
  await workspace.write("Pulumi.yaml", project + (await printedByImport(example, type, id)));
  expectUnchanged(await runByHost(example, "preview"));
});
