import { readdirSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { type Emulator, startEmulator } from "../../emulator";
import {
  dependenciesOf,
  INSTALL_TIMEOUT_MS,
  install,
  packTarball,
  run,
  type Tarball,
  writeFiles,
} from "../support/consumer";
import { copyExample } from "../support/copy-example";
import { createWorkspace, diagnosticsOf, stepsOf, type Workspace } from "../support/engine";
import { repositoryRoot } from "../support/imports";
import { ADMIN_TOKEN } from "../support/small-world";

const folder = join(repositoryRoot, "examples");

interface Example {
  /** Which resources a preview announces. */
  readonly kinds: readonly string[];
  /** Further arguments of the preview. */
  readonly args?: readonly string[];
  /** What a script of the example would write. */
  readonly config?: Readonly<Record<string, string>>;
}

const EXAMPLES: Readonly<Record<string, Example>> = {
  quickstart: { kinds: ["Package", "PackageVersion"] },
  retention: { kinds: ["RetentionPolicy"], config: { inUse: '["deploy"]' } },
  "pull-request-preview": { kinds: ["Package", "RetentionPolicy"], args: ["--policy-pack", "policy-pack"] },
  organization: { kinds: ["RetentionPolicy"], config: { packages: '{"container": ["api"]}' } },
};

/** What a reader does: copies the folder, installs what it names, and runs it. */
describe("an example, copied into a directory of its own", () => {
  let tarball: Tarball;
  let emulator: Emulator;
  let workspace: Workspace | undefined;
  beforeAll(async () => {
    tarball = await packTarball();
    emulator = await startEmulator({ seed: "demo" });
  }, INSTALL_TIMEOUT_MS);
  afterEach(() => workspace?.close());
  afterAll(async () => {
    await emulator?.close();
    await tarball?.remove();
  });

  it("is each of those that there are, beside those of tests/languages", () => {
    const folders = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
    expect(folders.map(({ name }) => name).sort()).toEqual([...Object.keys(EXAMPLES), "languages"].sort());
  });

  it.each(Object.entries(EXAMPLES))(
    "%s compiles, and previews",
    async (name, { kinds, args = [], config = {} }) => {
      workspace = await createWorkspace({
        program: "",
        emulatorUrl: emulator.url,
        token: ADMIN_TOKEN,
        stack: "unused",
      });
      const { dir } = workspace;
      await copyExample(name, dir);
      const manifest = JSON.parse(await readFile(join(dir, "package.json"), "utf8"));
      const dependencies = { ...manifest.dependencies, ...dependenciesOf(tarball) };
      await writeFiles(dir, { "package.json": { ...manifest, dependencies } });
      await install(dir, "npm");

      expect(await run(dir, join("node_modules", ".bin", "tsc"), ["-p", "."])).toEqual({ code: 0, output: "" });
      expect(await workspace.pulumi(["stack", "init", "production"])).toMatchObject({ code: 0 });
      for (const [key, value] of Object.entries({ "github-packages:owner": "acme", ...config })) {
        expect(await workspace.pulumi(["config", "set", key, value])).toMatchObject({ code: 0 });
      }
      const preview = await workspace.preview([...args]);
      const errors = diagnosticsOf(preview).filter((line) => line.startsWith("error"));
      expect({ code: preview.code, errors }).toEqual({ code: 0, errors: [] });
      const announced = stepsOf(preview).map(({ type }) => type.split(":").at(-1));
      expect([...new Set(announced)].sort()).toEqual(kinds);
    },
    INSTALL_TIMEOUT_MS,
  );
});
