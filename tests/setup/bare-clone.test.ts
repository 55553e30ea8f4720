/** Everything from nothing: the files that a commit would hold, in an empty directory. Caches of npm and of the engine are the user's. */
import { execFileSync, spawn } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { repositoryRoot } from "./surroundings";

/** npm installs some three hundred packages; on a slow network that takes its time. */
jest.setTimeout(15 * 60_000);

let clone: string;

beforeAll(() => {
  clone = mkdtempSync(join(tmpdir(), "github-packages-clone-"));
  const listed = execFileSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], {
    cwd: repositoryRoot,
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
  });
  for (const file of listed.split("\0").filter((name) => name !== "" && existsSync(join(repositoryRoot, name)))) {
    cpSync(join(repositoryRoot, file), join(clone, file));
  }
});

afterAll(() => rmSync(clone, { recursive: true, force: true }));

/** As from a shell: without what the npm that runs these tests has put into the environment. */
function runInClone(args: string[], cwd = clone): Promise<{ code: number | null; output: string }> {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(npm_|INIT_CWD)/.test(name)));
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { cwd, env });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text: string) => {
        output += text;
      });
    }
    child.once("error", reject);
    child.once("close", (code) => resolve({ code, output }));
  });
}

const setUp = () => runInClone(["scripts/setup.mjs"]);
const steps = (output: string) => output.match(/^(Installing|Building)/gm) ?? [];
const stamps = () =>
  ["node_modules/.package-lock.json", "dist/sdk/index.js"].map((file) => statSync(join(clone, file)).mtimeMs);

it("two set-ups at once install and build once, and both end ready", async () => {
  const both = await Promise.all([setUp(), setUp()]);
  expect(both.map(({ code }) => code)).toEqual([0, 0]);
  expect(steps(both.map(({ output }) => output).join("\n"))).toEqual(["Installing", "Building"]);
  expect(both.every(({ output }) => /^Ready: Pulumi \d+\.\d+\.\d+/m.test(output))).toBe(true);
});

it("a second set-up does nothing and says one line", async () => {
  const before = stamps();
  const { code, output } = await setUp();
  expect(code).toBe(0);
  expect(output).toMatch(/^Ready: [^\n]*\n$/);
  expect(stamps()).toEqual(before);
});

it("a program in the clone imports the package by its name, with one copy of @pulumi/pulumi", async () => {
  const code = `
    const { createRequire } = require("node:module");
    require("pulumi-github-packages");
    require("pulumi-github-packages/provider");
    const ofPackage = createRequire(require.resolve("pulumi-github-packages")).resolve("@pulumi/pulumi");
    console.log(ofPackage === require.resolve("@pulumi/pulumi"));
  `;
  const { output } = await runInClone(["-e", code], join(clone, "examples/quickstart"));
  expect(output.trim()).toBe("true");
});

it("packing builds what is not built", () => {
  rmSync(join(clone, "dist"), { recursive: true });
  const packed = execFileSync("npm", ["pack", "--dry-run", "--json"], { cwd: clone, encoding: "utf8", stdio: "pipe" });
  const [{ files }] = JSON.parse(packed) as [{ files: { path: string }[] }];
  expect(files.map(({ path }) => path)).toContain("dist/sdk/index.js");
});

it("a new source is built and nothing else is done; once it is gone, so is its output", async () => {
  const source = join(clone, "sdk/added-by-test.ts");
  const entry = join(clone, "sdk/index.ts");
  const before = readFileSync(entry, "utf8");
  const isBuilt = () => [
    existsSync(join(clone, "dist/sdk/added-by-test.d.ts")),
    readFileSync(join(clone, "dist/sdk/index.js"), "utf8").includes("addedByTest"),
  ];
  writeFileSync(source, "export const addedByTest = 1;\n");
  writeFileSync(entry, `${before}export * from "./added-by-test";\n`);
  expect(steps((await setUp()).output)).toEqual(["Building"]);
  expect(isBuilt()).toEqual([true, true]);
  rmSync(source);
  writeFileSync(entry, before);
  expect(steps((await setUp()).output)).toEqual(["Building"]);
  expect(isBuilt()).toEqual([false, false]);
});

it("a source that does not compile stops set-up, and the last good build stays", async () => {
  const source = join(clone, "sdk/added-by-test.ts");
  const before = stamps();
  writeFileSync(source, `export const wrong: number = "text";\n`);
  const { code, output } = await setUp();
  rmSync(source);
  expect(code).toBe(1);
  expect(output).toContain("sdk/added-by-test.ts(1,14): error TS2322");
  expect(stamps()).toEqual(before);
});

it.each([
  ["nothing is installed", {}, false],
  ["what is installed is what the lockfile says", { "node_modules/a": { version: "1.0.0" } }, true],
  ["another version is installed", { "node_modules/a": { version: "1.0.1" } }, false],
])("when %s, installing again is needed or not", async (_title, installed, expected) => {
  const directory = mkdtempSync(join(tmpdir(), "github-packages-lock-"));
  const wanted = {
    "": {},
    "node_modules/a": { version: "1.0.0" },
    "node_modules/b": { version: "2.0.0", optional: true },
  };
  cpSync(join(repositoryRoot, "scripts"), join(directory, "scripts"), { recursive: true });
  writeFileSync(join(directory, "package-lock.json"), JSON.stringify({ packages: wanted }));
  writeFileSync(join(directory, "hidden.json"), JSON.stringify({ packages: installed }));
  const code = `
    import { mkdirSync, renameSync } from "node:fs";
    import { areInstalled } from "./scripts/setup/dependencies.mjs";
    mkdirSync("node_modules");
    renameSync("hidden.json", "node_modules/.package-lock.json");
    console.log(areInstalled(process.cwd()));
  `;
  const { output } = await runInClone(["--input-type=module", "-e", code], directory);
  rmSync(directory, { recursive: true });
  expect(output.trim()).toBe(String(expected));
});

it.each(["18.20.8", "20.18.3", "21.7.3", "22.11.0"])("Node %s is refused with one message", async (version) => {
  const code = `
    Object.defineProperty(process.versions, "node", { value: ${JSON.stringify(version)} });
    import("${join(clone, "scripts/setup.mjs")}");
  `;
  const result = await runInClone(["-e", code]);
  expect(result.code).toBe(1);
  expect(result.output).toContain("needs Node 20.19, 22.12 or newer");
  expect(result.output.trim().split("\n")).toHaveLength(2);
});
