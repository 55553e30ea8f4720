import { requireSupportedNode } from "./setup/node-version.mjs";

requireSupportedNode();
const { setUp } = await import("./setup/set-up.mjs");
const { readGitHubTarget } = await import("./demo/target.mjs");
const { runDemo } = await import("./demo/run-demo.mjs");

const interruption = new AbortController();

try {
  const target = readGitHubTarget();
  const engine = await setUp();
  for (const name of ["SIGINT", "SIGTERM"]) {
    process.on(name, () => interruption.abort());
  }
  await runDemo({ engine, target, signal: interruption.signal });
  process.exitCode = interruption.signal.aborted ? 130 : 0;
} catch (error) {
  console.error(`\n${error.message}`);
  process.exitCode = 1;
}
