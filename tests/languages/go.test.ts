import { cp, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { generateSdks } from "../support/generated-sdks";
import { runGo } from "../support/go-tool";
import { repositoryRoot } from "../support/imports";
import { temporaryDirectory } from "../support/temporary-directory";
import { expectUnchanged, IMPORTED, printedByImport, providePrinter } from "./import";
import { runInline } from "./inline";
import { type Example, livesTheWholeLifeCycle, startExample } from "./life-cycle";

const BUILD_TIMEOUT_MS = 900_000;

const directory = temporaryDirectory("github-packages-go-");
let printer: string;

beforeAll(async () => {
  await generateSdks(directory);
  printer = await providePrinter("go", directory);
}, BUILD_TIMEOUT_MS);

let example: Example;
beforeEach(async () => {
  example = await startExample("go");
});
afterEach(() => example?.close());

/** @returns the path of what runs the program inline. */
async function build(name: string, source: string): Promise<string> {
  const folder = join(directory, "go", name);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "main.go"), source);
  await cp(join(__dirname, "go", "inline_test.go"), join(folder, "inline_test.go"));
  const program = join(directory, name);
  await runGo("build a program in Go", ["test", "-c", "-mod=mod", "-o", program, `./${name}`], join(directory, "go"));
  return program;
}

/** A program that is printed is one function, which has to have a name to run inline. */
function withNamedProgram(printed: string): string {
  const [, before, program] = /^(.*)func main\(\) \{\s*pulumi\.Run\((.*)\)\s*\}\s*$/s.exec(printed) ?? [];
  if (before === undefined) throw new Error(`this is no program in Go as Pulumi prints it:\n${printed}`);
  return `${before}func main() {}\n\nvar program pulumi.RunFunc = ${program}\n`;
}

it(
  "the README's first program in Go lives the whole life cycle",
  async () => {
    const source = await readFile(join(repositoryRoot, "examples/languages/go/main.go"), "utf8");
    const program = await build("first", source);
    await livesTheWholeLifeCycle(example, (command) => runInline(example.workspace, program, [], command));
  },
  BUILD_TIMEOUT_MS,
);

it.each(IMPORTED)(
  "an import of a %s prints a program in Go that previews as unchanged",
  async (type, id) => {
    const printed = await printedByImport(example, type, id, [printer]);
    const program = await build(type.toLowerCase(), withNamedProgram(printed));
    expectUnchanged(await runInline(example.workspace, program, [], "preview"));
  },
  BUILD_TIMEOUT_MS,
);
