import { requireSupportedNode } from "./setup/node-version.mjs";

requireSupportedNode();
const { setUp } = await import("./setup/set-up.mjs");
const { provisionBrowser } = await import("./setup/browser.mjs");
const { provisionDockerRegistry } = await import("./setup/docker-registry.mjs");
const { provisionPostgres } = await import("./setup/postgres.mjs");

/** What `npm run test:all` asks for. */
const all = process.env.TESTS === "all";

try {
  await setUp();
  if (all) {
    await provisionBrowser();
    await provisionPostgres();
    await provisionDockerRegistry();
  }
} catch (error) {
  console.error(error.message);
  console.log("0 passed, 1 failed");
  process.exit(1);
}

const { runStaticChecks } = await import("./checks/static-checks.mjs");
const { runJest } = await import("./checks/run-jest.mjs");
const { sayWhatWasSlowest } = await import("./checks/slowest-files.mjs");

/** With arguments for jest (`npm test -- tests/unit`), only those tests run, without the static checks. */
const jestArguments = process.argv.slice(2);
const checks = jestArguments.every((arg) => arg === "--changed") ? runStaticChecks() : { passed: 0, failed: 0 };
const tests = runJest(jestArguments, { all });
const passed = checks.passed + tests.passed;
const failed = checks.failed + tests.failed;

sayWhatWasSlowest(tests.files);
console.log(`${passed} passed, ${failed} failed${tests.skipped > 0 ? `, ${tests.skipped} skipped` : ""}`);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
