import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { INSTALL_TIMEOUT_MS, run, writeFiles } from "../support/consumer";
import { repositoryRoot } from "../support/imports";

const dist = (entry: string) => join(repositoryRoot, "dist", `${entry}.js`);

/** How Pulumi tells errors that it shows without a stack. */
const LOAD =
  "try { require(process.argv[1]) } catch (error) { console.log([error.__pulumiRunError, error.stack].join()) }";

describe.each(["16.20.2", "18.20.8"])("on Node %s, which is too old", (version) => {
  let directory: string;
  const node = (...args: string[]) => run(directory, join("node_modules", ".bin", "node"), args);
  const refusal = `pulumi-github-packages needs Node 20\\.19, 22\\.12 or newer; this is v${version} \\(.*\\)\\.\n.*nodejs\\.org.*\n`;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), "github-packages-old-node-"));
    await writeFiles(directory, { "package.json": { name: "old-node", private: true } });
    const installed = await run(directory, "npm", ["install", "--no-audit", "--no-fund", `node@${version}`]);
    expect({ code: installed.code, said: installed.code === 0 ? "" : installed.output }).toEqual({ code: 0, said: "" });
  }, INSTALL_TIMEOUT_MS);
  afterAll(() => rm(directory, { recursive: true, force: true }));

  it.each(["cli/main", "provider/hosts/plugin/main"])(
    "%s says in a sentence which Node it needs, and ends",
    async (entry) => {
      const { code, output } = await node(dist(entry), "doctor");
      expect(code).toBe(1);
      expect(output).toMatch(new RegExp(`^${refusal}$`));
    },
  );

  it.each(["sdk/index", "provider/hosts/dynamic", "provider/hosts/program", "emulator/index", "policies/index"])(
    "a program that loads %s gets an error that is this sentence, without a stack",
    async (entry) => {
      const { output } = await node("-e", LOAD, dist(entry));
      expect(output).toMatch(new RegExp(`^true,${refusal}$`));
    },
  );
});
