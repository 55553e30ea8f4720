import { mkdir, readFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { runGo } from "../support/go-tool";
import { repositoryRoot } from "../support/imports";
import type { Example, Outcome } from "./life-cycle";

const PRINTED = "imported";

/** What is imported: the type, and the id of one that the emulated GitHub has. */
export const IMPORTED: ReadonlyArray<[type: string, id: (versionId: number) => string]> = [
  ["Package", () => "acme/npm/tokens"],
  ["PackageVersion", (versionId) => `acme/npm/tokens/${versionId}`],
];

/** A directory for the PATH with what prints programs of a language as Pulumi's own host does. */
export async function providePrinter(language: "nodejs" | "python" | "go", directory: string): Promise<string> {
  const folder = join(directory, "printer");
  await mkdir(folder, { recursive: true });
  const source = join(repositoryRoot, "tests/languages/printer/main.go");
  const program = join(folder, `pulumi-language-${language}`);
  const engineModule = join(repositoryRoot, "scripts/setup/engine-module");
  await runGo("print programs", ["build", "-mod=readonly", "-o", program, source], engineModule);
  return folder;
}

/** Imports into an empty program, and gives what `pulumi import` printed. */
export async function printedByImport(
  { workspace, emulator }: Example,
  type: string,
  id: (versionId: number) => string,
  executables: readonly string[] = [],
): Promise<string> {
  const version = emulator.world.versions("acme", "npm", "tokens")[0]?.id ?? 0;
  const resource = [`github-packages:index:${type}`, "tokens", id(version)];
  const imported = await workspace.pulumi(["import", "--yes", "--out", PRINTED, ...resource], {
    env: { PATH: [...executables, workspace.env.PATH ?? ""].join(delimiter) },
  });
  expect({ code: imported.code, said: imported.code === 0 ? "" : imported.stdout + imported.stderr }).toEqual({
    code: 0,
    said: "",
  });
  return readFile(join(workspace.dir, PRINTED), "utf8");
}

/** The stack and what was imported, and nothing to do about either. */
export function expectUnchanged({ code, output, changes }: Outcome): void {
  expect({ code, said: code === 0 ? "" : output, changes }).toEqual({ code: 0, said: "", changes: { same: 2 } });
}
