import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import {
  dependenciesOf,
  INSTALL_TIMEOUT_MS,
  install,
  packTarball,
  type Tarball,
  writeFiles,
} from "../support/consumer";
import { changesOf, createWorkspace, diagnosticsOf, expectSuccess, type Workspace } from "../support/engine";
import { until } from "../support/until";

/** The first program of the README, as it stands there. */
function readmeProgram(): string {
  const readme = readFileSync(join(__dirname, "..", "..", "README.md"), "utf8");
  const program = /```ts\n(import \{[^`]*)```/.exec(readme)?.[1];
  if (program === undefined) throw new Error("README.md has no TypeScript program");
  return program;
}

/** What a reader does: installs the package, starts its emulator, exports the two lines that it prints, and runs the program. */
describe("the README's first program, with nothing but the tarball", () => {
  let tarball: Tarball;
  let workspace: Workspace;
  let emulator: ChildProcess;
  beforeAll(async () => {
    tarball = await packTarball();
    workspace = await createWorkspace({ program: readmeProgram(), language: "typescript" });
    await writeFiles(workspace.dir, {
      "package.json": { name: "my-packages", private: true, main: "index.ts", dependencies: dependenciesOf(tarball) },
    });
    await install(workspace.dir, "npm");
    const command = join(workspace.dir, "node_modules", ".bin", "pulumi-github-packages");
    emulator = spawn(command, ["emulator", "--port", "0", "--quiet"], { stdio: ["ignore", "pipe", "inherit"] });
    let printed = "";
    emulator.stdout?.on("data", (text) => {
      printed += text;
    });
    await until("the emulator has started", () => printed.includes("Stop with Ctrl-C"));
    for (const [, name = "", value = ""] of printed.matchAll(/export (\w+)=(\S+)/g)) workspace.env[name] = value;
  }, INSTALL_TIMEOUT_MS);
  afterAll(async () => {
    if (emulator?.kill("SIGTERM")) await once(emulator, "exit");
    await workspace?.close();
    await tarball?.remove();
  });

  async function packageStatus(): Promise<number> {
    const url = `${workspace.env.GITHUB_BASE_URL}/orgs/acme/packages/container/api`;
    const answer = await fetch(url, { headers: { authorization: `token ${workspace.env.GITHUB_TOKEN}` } });
    return answer.status;
  }

  it(
    "lives the whole life cycle, and is protected from its own end",
    async () => {
      const up = await workspace.up();
      expectSuccess(up);
      expect(changesOf(up)).toEqual(["create api", "create api-v1.6.0", "create images"]);
      expect(up.stdout).toMatch(/api: of \d+ versions \d+ go /);
      expect(up.stdout).not.toContain("matches no package");
      expect(changesOf(await workspace.refresh(["--skip-preview"]))).toEqual([]);
      expect((await workspace.preview(["--expect-no-changes"])).code).toBe(0);

      const refused = await workspace.destroy(["--skip-preview"]);
      expect(refused.code).not.toBe(0);
      expect(diagnosticsOf(refused).join("\n")).toContain("because it is protected");
      expect(await packageStatus()).toBe(200);
      await workspace.pulumi(["state", "unprotect", "--all", "--yes"]);
      expect((await workspace.destroy(["--skip-preview"])).code).toBe(0);
      expect(await packageStatus()).toBe(404);
    },
    INSTALL_TIMEOUT_MS,
  );
});
