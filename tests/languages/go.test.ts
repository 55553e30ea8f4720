import { cp, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { generateSdks } from "../support/generated-sdks";
import { runGo } from "../support/go-tool";
import { repositoryRoot } from "../support/imports";
import { temporaryDirectory } from "../support/temporary-directory";
import { runInline } from "./inline";
import { type Example, livesTheWholeLifeCycle, startExample } from "./life-cycle";

const BUILD_TIMEOUT_MS = 900_000;

const directory = temporaryDirectory("github-packages-go-");
const program = join(directory, "packages");

beforeAll(async () => {
  await generateSdks(directory);
  const source = join(directory, "go", "packages");
  await mkdir(source);
  await cp(join(repositoryRoot, "examples", "languages", "go", "main.go"), join(source, "main.go"));
  await cp(join(__dirname, "go", "inline_test.go"), join(source, "inline_test.go"));
  const args = ["test", "-c", "-mod=mod", "-o", program, "./packages"];
  await runGo("build the program in Go", args, join(directory, "go"));
}, BUILD_TIMEOUT_MS);

let example: Example;
beforeEach(async () => {
  example = await startExample("go");
});
afterEach(() => example?.close());

it("the README's first program in Go lives the whole life cycle", () =>
  livesTheWholeLifeCycle(example, (command) => runInline(example.workspace, program, [], command)));
