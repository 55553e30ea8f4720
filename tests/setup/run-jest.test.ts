/** What `npm test` hands to jest, and what it says of the run. */
import { execFile, execFileSync } from "node:child_process";
import { cpSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { temporaryDirectory } from "../support/temporary-directory";
import { repositoryRoot } from "./surroundings";

const scriptOf = (name: string) => pathToFileURL(join(repositoryRoot, "scripts", "checks", `${name}.mjs`)).href;
const execute = promisify(execFile);

/** One entry for each jest that was started: what it says of its projects. The tests are listed and not run. */
async function projectsOf(...args: string[]): Promise<string[][]> {
  return projectsWith({}, ...args);
}

async function projectsWith(options: { all?: boolean }, ...args: string[]): Promise<string[][]> {
  const code = `const { runJest } = await import(${JSON.stringify(scriptOf("run-jest"))}); runJest(process.argv.slice(1), ${JSON.stringify(options)});`;
  const { stderr } = await execute(process.execPath, ["--input-type=module", "-e", code, "--", "--listTests", ...args]);
  const [, ...started] = stderr.split(/^Running /m);
  return started.map((text) =>
    [...text.matchAll(/(?:^one project: |^- )([\w-]+)/gm)].map(([, name = ""]) => name).sort(),
  );
}

const quick = ["adapter", "cli", "emulator", "histories", "resources", "unit"];
const slow = ["browser", "consumers", "engine", "engine-plugin", "engine-slow", "languages", "registry", "setup"];

it("the quick ones and then the engine, where none is named", async () => {
  expect(await projectsOf()).toEqual([quick, ["engine"]]);
  expect(await projectsOf("tests/unit/progress.test.ts")).toEqual([quick, ["engine"]]);
  expect(await projectsOf("--testNamePattern", "unit")).toEqual([quick, ["engine"]]);
});

it("what seldom breaks only where all is asked for, or it is", async () => {
  expect(await projectsWith({ all: true })).toEqual([quick, slow]);
  expect(await projectsOf("tests/browser/report-page.test.ts")).toEqual([quick, ["browser", "engine"]]);
  expect(await projectsOf("tests/engine-slow")).toEqual([quick, ["engine", "engine-slow"]]);
  expect(await projectsOf("tests/setup", "tests/consumers")).toEqual([quick, ["consumers", "engine", "setup"]]);
  expect(await projectsOf("--selectProjects", "browser")).toEqual([["browser"]]);
});

it("those that are named, and no others", async () => {
  expect(await projectsOf("--selectProjects", "unit", "resources")).toEqual([["resources", "unit"]]);
  expect(await projectsOf("--selectProjects", "unit", "engine", "--bail")).toEqual([["unit"], ["engine"]]);
  expect(await projectsOf("--selectProjects=setup")).toEqual([["setup"]]);
  expect(await projectsOf("tests/unit", "--selectProjects", "unit")).toEqual([["unit"]]);
});

it("a project that there is not is an error that names those that there are", async () => {
  const failure = await projectsOf("--selectProjects", "unit", "tests/unit").catch(({ stderr }) => stderr);
  expect(failure).toContain(
    "--selectProjects: there is no project tests/unit, but unit, emulator, adapter, resources, histories, cli, engine, engine-slow, setup, consumers, browser, languages, registry and engine-plugin. Paths go before it.",
  );
});

/** A repository with our jest and our scripts, committed to main: `source.ts`, a test that imports it, and one that does not. */
function smallRepository() {
  const directory = temporaryDirectory("github-packages-run-jest-");
  const write = (file: string, text: string) => {
    mkdirSync(dirname(join(directory, file)), { recursive: true });
    writeFileSync(join(directory, file), text);
  };
  const git = (...args: string[]) =>
    execFileSync("git", ["-c", "user.name=test", "-c", "user.email=test@example.com", ...args], { cwd: directory });
  for (const path of ["scripts", "jest.config.js"]) {
    cpSync(join(repositoryRoot, path), join(directory, path), { recursive: true });
  }
  symlinkSync(join(repositoryRoot, "node_modules"), join(directory, "node_modules"));
  write(".gitignore", "node_modules\n");
  write("source.ts", "export const one = 1;\n");
  write("tests/unit/near.test.ts", 'import { one } from "../../source";\ntest("one", () => expect(one).toBe(1));\n');
  write("tests/unit/far.test.ts", 'test("two", () => expect(2).toBe(2));\n');
  git("init", "--quiet", "--initial-branch", "main");
  git("add", ".");
  git("commit", "--quiet", "--message", "Begin");
  return {
    write,
    git,
    /** What a run says of itself. */
    async run(...args: string[]) {
      const code = `
        import { runJest } from "./scripts/checks/run-jest.mjs";
        import { sayWhatWasSlowest } from "./scripts/checks/slowest-files.mjs";
        const { passed, failed, files } = runJest(process.argv.slice(1));
        sayWhatWasSlowest(files);
        console.log(passed + " passed, " + failed + " failed");`;
      const { stdout } = await execute(process.execPath, ["--input-type=module", "-e", code, "--", ...args], {
        cwd: directory,
      });
      return stdout.trim().split("\n");
    },
  };
}

const slowest = "The slowest test files, in seconds:";
const line = (file: string) => expect.stringMatching(new RegExp(`^ +\\d+\\.\\d  tests/unit/${file}\\.test\\.ts$`));

it("--changed: only the tests that a change since main reaches, committed or not", async () => {
  const { write, git, run } = smallRepository();
  expect(await run("--changed")).toEqual(["0 passed, 0 failed"]);
  git("switch", "--quiet", "--create", "branch");
  write("source.ts", "export const one = 2 - 1;\n");
  expect(await run("--changed")).toEqual([slowest, line("near"), "1 passed, 0 failed"]);
  git("commit", "--quiet", "--all", "--message", "Go on");
  expect(await run("--changed", "--selectProjects", "unit")).toEqual([slowest, line("near"), "1 passed, 0 failed"]);
});

it("a run names the files of all groups of projects", async () => {
  const { write, run } = smallRepository();
  write("tests/engine/last.test.ts", 'test("last", () => {});\n');
  const [title, ...others] = await run();
  const last = expect.stringMatching(/^ +\d+\.\d {2}tests\/engine\/last\.test\.ts$/);
  expect(title).toBe(slowest);
  expect(others.pop()).toBe("3 passed, 0 failed");
  expect(others).toHaveLength(3);
  expect(others).toEqual(expect.arrayContaining([line("near"), line("far"), last]));
});

it("of many files the ten slowest are shown, the slowest first", async () => {
  const code = `
    const { sayWhatWasSlowest } = await import(${JSON.stringify(scriptOf("slowest-files"))});
    const milliseconds = [300, 12_340, 100, 200, 1000, 2000, 3000, 4000, 5000, 6000, 7000, 150_000];
    sayWhatWasSlowest(milliseconds.map((milliseconds) => ({ file: milliseconds + ".test.ts", milliseconds })));`;
  const { stdout } = await execute(process.execPath, ["--input-type=module", "-e", code], { cwd: repositoryRoot });
  const shown = ["150.0", "12.3", "7.0", "6.0", "5.0", "4.0", "3.0", "2.0", "1.0", "0.3"];
  const [title, ...lines] = stdout.trimEnd().split("\n");
  expect(title).toBe(slowest);
  expect(lines.map((text) => text.trim().split(" ")[0])).toEqual(shown);
});
