import { execFile } from "node:child_process";
import { symlink } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import { generateSdks } from "../support/generated-sdks";
import { repositoryRoot } from "../support/imports";
import { temporaryDirectory } from "../support/temporary-directory";
import { runByHost } from "./command-line";
import { expectUnchanged, IMPORTED, printedByImport, providePrinter } from "./import";
import { type Example, livesTheWholeLifeCycle, startExample } from "./life-cycle";

const BUILD_TIMEOUT_MS = 600_000;

const directory = temporaryDirectory("github-packages-typescript-");
const sdk = join(directory, "nodejs");
let printer: string;

/** What `pulumi package add` does for a program in TypeScript: the SDK is generated, and installed, which compiles it. */
beforeAll(async () => {
  await generateSdks(directory);
  const modules = join(repositoryRoot, "node_modules");
  await symlink(modules, join(sdk, "node_modules"), "junction");
  const env = { ...process.env, PATH: [join(modules, ".bin"), process.env.PATH].join(delimiter) };
  await promisify(execFile)(process.execPath, ["scripts/postinstall.js"], { cwd: sdk, env });
  printer = await providePrinter("nodejs", directory);
}, BUILD_TIMEOUT_MS);

let example: Example;
beforeEach(async () => {
  example = await startExample("typescript");
  const modules = join(example.workspace.dir, "node_modules");
  await symlink(sdk, join(modules, "pulumi-github-packages-sdk"), "junction");
});
afterEach(() => example?.close());

it("the README's first program in TypeScript, with the generated SDK, lives the whole life cycle", () =>
  livesTheWholeLifeCycle(example, (command) => runByHost(example, command)));

it.each(IMPORTED)("an import of a %s prints a program in TypeScript that previews as unchanged", async (type, id) => {
  await example.workspace.write("index.ts", await printedByImport(example, type, id, [printer]));
  expectUnchanged(await runByHost(example, "preview"));
});
