import { requireSupportedNode } from "./setup/node-version.mjs";

requireSupportedNode();
const { setUp } = await import("./setup/set-up.mjs");

try {
  await setUp();
} catch (error) {
  console.error(error.message);
  console.log("0 passed, 1 failed");
  process.exit(1);
}

const { runStaticChecks } = await import("./checks/static-checks.mjs");
const { runJest } = await import("./checks/run-jest.mjs");

/** With arguments for jest (`npm test -- tests/unit`), only those tests run, without the static checks. */
const jestArguments = process.argv.slice(2);
const checks = jestArguments.length === 0 ? runStaticChecks() : { passed: 0, failed: 0 };
const tests = runJest(jestArguments, { all: process.env.TESTS === "all" });
const passed = checks.passed + tests.passed;
const failed = checks.failed + tests.failed;

console.log(`${passed} passed, ${failed} failed${tests.skipped > 0 ? `, ${tests.skipped} skipped` : ""}`);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
