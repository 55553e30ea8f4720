import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { repositoryRoot } from "../setup/paths.mjs";

/** Each of these tests runs an engine, a program and a provider, a browser, or a registry: more than two at once only wait for each other. */
const SLOW = ["engine", "engine-plugin", "engine-slow", "setup", "consumers", "browser", "languages", "registry"];

/** What is slow and seldom breaks, or needs what a machine may lack: see test-all.mjs. */
const OF_ALL_ALONE = ["engine-plugin", "engine-slow", "setup", "consumers", "browser", "languages", "registry"];

/** At least as many as the slow ones. On larger machines half of the cores: a worker has an emulator and its clients in one process. */
const QUICK_WORKERS = Math.max(2, Math.floor(availableParallelism() / 2));

/**
 * Every project of jest.config.js, or each of the selected ones, is in one group, so that none can be forgotten.
 *
 * @param {{ selected: string[], others: string[] }} arguments for jest
 * @param {boolean} all whether what is slow, or needs more, is to run as well
 */
function groups({ selected, others }, all) {
  const { projects } = createRequire(import.meta.url)(join(repositoryRoot, "jest.config.js"));
  const declared = projects.map(({ displayName }) => displayName);
  const unknown = selected.filter((name) => !declared.includes(name));
  if (unknown.length > 0) {
    const known = `${declared.slice(0, -1).join(", ")} and ${declared.at(-1)}`;
    throw new Error(`--selectProjects: there is no project ${unknown.join(", ")}, but ${known}. Paths go before it.`);
  }
  const isNamed = (name) => others.some((arg) => arg.includes(`tests/${name}`));
  const unselected = declared.filter((name) => all || !OF_ALL_ALONE.includes(name) || isNamed(name));
  const names = selected.length > 0 ? selected : unselected;
  return [
    { projects: names.filter((name) => !SLOW.includes(name)), workers: String(QUICK_WORKERS) },
    { projects: names.filter((name) => SLOW.includes(name)), workers: "2" },
  ].filter(({ projects: some }) => some.length > 0);
}

/** Jest's own `--onlyChanged` forgets a branch's commits. */
const CHANGED = ["--changedSince", "main"];

/** Takes `--selectProjects NAME …` out of the arguments: jest would add the projects of a group to it. `--changed` is ours. */
function takeSelection(args) {
  const option = "--selectProjects";
  const [selected, others] = [[], []];
  let current = others;
  for (const arg of args) {
    if (arg === option) {
      current = selected;
    } else if (arg.startsWith(`${option}=`)) {
      selected.push(arg.slice(`${option}=`.length));
    } else {
      current = arg.startsWith("-") ? others : current;
      current.push(arg);
    }
  }
  return { selected, others: others.flatMap((arg) => (arg === "--changed" ? CHANGED : arg)) };
}

/** Runs the tests, quick ones first, counts, and says how long each file took. A suite that cannot be run, or a jest that crashes, counts as failed. */
export function runJest(args, { all = false } = {}) {
  const selection = takeSelection(args);
  const counts = { passed: 0, failed: 0, skipped: 0, files: [] };
  const directory = mkdtempSync(join(tmpdir(), "github-packages-tests-"));
  try {
    for (const group of groups(selection, all)) {
      const found = runGroup(group, selection.others, join(directory, `${group.projects[0]}.json`));
      counts.passed += found.passed;
      counts.failed += found.failed;
      counts.skipped += found.skipped;
      counts.files.push(...found.files);
    }
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
  return counts;
}

function runGroup({ projects, workers }, args, outputFile) {
  const jest = join(repositoryRoot, "node_modules/jest/bin/jest.js");
  const selection = ["--selectProjects", ...projects, "--maxWorkers", workers, "--passWithNoTests"];
  const { status } = spawnSync(process.execPath, [jest, ...args, ...selection, "--json", "--outputFile", outputFile], {
    cwd: repositoryRoot,
    stdio: ["inherit", "ignore", "inherit"],
  });
  const counts = readCounts(outputFile);
  return { ...counts, failed: Math.max(counts.failed, status === 0 ? 0 : 1) };
}

function readCounts(file) {
  try {
    const result = JSON.parse(readFileSync(file, "utf8"));
    return {
      passed: result.numPassedTests,
      failed: result.numFailedTests + result.numRuntimeErrorTestSuites,
      skipped: result.numPendingTests + result.numTodoTests,
      files: result.testResults.map(({ name, startTime, endTime }) => ({
        file: name,
        milliseconds: endTime - startTime,
      })),
    };
  } catch {
    return { passed: 0, failed: 1, skipped: 0, files: [] };
  }
}
