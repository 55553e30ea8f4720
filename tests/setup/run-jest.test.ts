/** Which projects `npm test` hands to jest: the tests are listed and not run. */
import { execFile } from "node:child_process";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { repositoryRoot } from "./surroundings";

const script = pathToFileURL(join(repositoryRoot, "scripts", "checks", "run-jest.mjs")).href;
const execute = promisify(execFile);

/** One entry for each jest that was started: what it says of its projects. */
async function projectsOf(...args: string[]): Promise<string[][]> {
  return projectsWith({}, ...args);
}

async function projectsWith(options: { all?: boolean }, ...args: string[]): Promise<string[][]> {
  const code = `const { runJest } = await import(${JSON.stringify(script)}); runJest(process.argv.slice(1), ${JSON.stringify(options)});`;
  const { stderr } = await execute(process.execPath, ["--input-type=module", "-e", code, "--", "--listTests", ...args]);
  const [, ...started] = stderr.split(/^Running /m);
  return started.map((text) => [...text.matchAll(/(?:^one project: |^- )(\w+)/gm)].map(([, name = ""]) => name).sort());
}

const quick = ["adapter", "cli", "emulator", "histories", "resources", "unit"];
const slow = ["browser", "consumers", "engine", "setup"];

test("the quick ones and then the engine, where none is named", async () => {
  expect(await projectsOf()).toEqual([quick, ["engine"]]);
  expect(await projectsOf("tests/unit/progress.test.ts")).toEqual([quick, ["engine"]]);
  expect(await projectsOf("--testNamePattern", "unit")).toEqual([quick, ["engine"]]);
});

test("what seldom breaks only where all is asked for, or it is", async () => {
  expect(await projectsWith({ all: true })).toEqual([quick, slow]);
  expect(await projectsOf("tests/browser/report-page.test.ts")).toEqual([quick, ["browser", "engine"]]);
  expect(await projectsOf("tests/setup", "tests/consumers")).toEqual([quick, ["consumers", "engine", "setup"]]);
  expect(await projectsOf("--selectProjects", "browser")).toEqual([["browser"]]);
});

test("those that are named, and no others", async () => {
  expect(await projectsOf("--selectProjects", "unit", "resources")).toEqual([["resources", "unit"]]);
  expect(await projectsOf("--selectProjects", "unit", "engine", "--bail")).toEqual([["unit"], ["engine"]]);
  expect(await projectsOf("--selectProjects=setup")).toEqual([["setup"]]);
  expect(await projectsOf("tests/unit", "--selectProjects", "unit")).toEqual([["unit"]]);
});

test("a project that there is not is an error that names those that there are", async () => {
  const failure = await projectsOf("--selectProjects", "unit", "tests/unit").catch(({ stderr }) => stderr);
  expect(failure).toContain(
    "--selectProjects: there is no project tests/unit, but unit, emulator, adapter, resources, histories, cli, engine, setup, consumers and browser. Paths go before it.",
  );
});
