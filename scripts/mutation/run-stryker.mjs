import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Where Stryker works, below the clone; git ignores it. */
const PLACE = ".work/mutation";

/** The package that it loads by name is not among what Stryker copies. */
const NEEDS_BUILD = "tests/resources/untyped-arguments.test.ts";

/** A property is tried with so many random worlds for each mutant. */
const PROPERTY_RUNS = "30";

/**
 * Changes the files of a scope in one place after another, and runs the tests that reach the place.
 *
 * @returns Stryker's report: https://github.com/stryker-mutator/mutation-testing-elements/tree/master/packages/report-schema
 */
export function runStryker(root, { name, files, tests }) {
  mkdirSync(join(root, PLACE), { recursive: true });
  const write = (file, content) => writeFileSync(join(root, PLACE, file), JSON.stringify(content));
  const report = `${PLACE}/${name}.report.json`;
  rmSync(join(root, report), { force: true });
  write(`${name}.mocha.json`, {
    require: ["@swc-node/register", "./scripts/mutation/jest-interface.cjs"],
    ui: "jest-interface",
    spec: tests,
    ignore: [NEEDS_BUILD],
  });
  write(`${name}.json`, {
    testRunner: "mocha",
    plugins: ["@stryker-mutator/mocha-runner"],
    mochaOptions: { config: `${PLACE}/${name}.mocha.json` },
    coverageAnalysis: "perTest",
    // Constants of a module: each change of one would take a new process and all tests.
    ignoreStatic: true,
    // The words of messages are held by the tests that tell them; here they would be half of all mutants.
    mutator: { excludedMutations: ["StringLiteral"] },
    mutate: files,
    concurrency: 1,
    dryRunTimeoutMinutes: 30,
    timeoutMS: 15_000,
    timeoutFactor: 1,
    reporters: ["json", "progress-append-only"],
    jsonReporter: { fileName: report },
    tempDirName: `${PLACE}/sandbox`,
    cleanTempDir: "always",
    ignorePatterns: ["dist", "examples"],
  });
  const stryker = join(root, "node_modules", "@stryker-mutator", "core", "bin", "stryker.js");
  const { status } = spawnSync(process.execPath, [stryker, "run", `${PLACE}/${name}.json`], {
    cwd: root,
    env: { ...process.env, PROPERTY_RUNS },
    stdio: "inherit",
  });
  if (status !== 0) throw new Error(`Stryker failed on ${name}: its last lines say why.`);
  return JSON.parse(readFileSync(join(root, report), "utf8"));
}
