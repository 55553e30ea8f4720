import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { repositoryRoot } from "../setup/paths.mjs";

/** Each engine test runs an engine, a program and a provider: more than two at once only wait for each other. */
const GROUPS = [
  { projects: ["unit", "emulator", "adapter"], workers: "50%" },
  { projects: ["engine", "setup", "consumers"], workers: "2" },
];

/** Runs the tests, quick ones first, and counts. A suite that cannot be run, or a jest that crashes, counts as failed. */
export function runJest(args) {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  const directory = mkdtempSync(join(tmpdir(), "github-packages-tests-"));
  try {
    for (const group of GROUPS) {
      const found = runGroup(group, args, join(directory, `${group.projects[0]}.json`));
      counts.passed += found.passed;
      counts.failed += found.failed;
      counts.skipped += found.skipped;
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
    };
  } catch {
    return { passed: 0, failed: 1, skipped: 0 };
  }
}
