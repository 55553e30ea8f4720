import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { fencedBlock } from "../support/fenced-block";
import { generateSdks } from "../support/generated-sdks";
import { temporaryDirectory } from "../support/temporary-directory";
import { expectUnchanged, IMPORTED, printedByImport, providePrinter } from "./import";
import { runInline } from "./inline";
import { type Command, type Example, livesTheWholeLifeCycle, showsWhatItDoes, startExample } from "./life-cycle";

const run = promisify(execFile);

const INSTALL_TIMEOUT_MS = 600_000;

const directory = temporaryDirectory("github-packages-python-");
const python = join(directory, "venv", "bin", "python");
let printer: string;

/** What `pulumi package add` does for a program in Python: the SDK is generated, and installed beside Pulumi's own. */
beforeAll(async () => {
  await generateSdks(directory);
  await run("python3", ["-m", "venv", join(directory, "venv")]).catch((error) => {
    const reason = error.code === "ENOENT" ? 'there is no "python3" on the PATH' : error.stderr || error.message;
    throw new Error(`make a virtual environment for Python: ${reason}. Install Python 3.9 or newer with venv and pip.`);
  });
  const requirements = join(__dirname, "python", "requirements.txt");
  await run(python, ["-m", "pip", "install", "--quiet", "-r", requirements, join(directory, "python")]);
  printer = await providePrinter("python", directory);
}, INSTALL_TIMEOUT_MS);

let example: Example;
beforeEach(async () => {
  example = await startExample("python");
});
afterEach(() => example?.close());

const runProgram = (command: Command) =>
  runInline(example.workspace, python, [join(__dirname, "python", "inline.py")], command);

it("the README's first program in Python lives the whole life cycle", () =>
  livesTheWholeLifeCycle(example, runProgram));

it("the documentation's example in Python is a program in a directory that was empty", async () => {
  await example.workspace.write("Pulumi.yaml", fencedBlock("docs/plugin.md", "yaml", "**Python.**"));
  await example.workspace.write("__main__.py", fencedBlock("docs/_index.md", "python"));
  await showsWhatItDoes(runProgram);
});

it.each(IMPORTED)("an import of a %s prints a program in Python that previews as unchanged", async (type, id) => {
  await example.workspace.write("__main__.py", await printedByImport(example, type, id, [printer]));
  expectUnchanged(await runProgram("preview"));
});
