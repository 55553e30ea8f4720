import { requireSupportedNode } from "./setup/node-version.mjs";

requireSupportedNode();
const { setUp } = await import("./setup/set-up.mjs");
const { say } = await import("./setup/report.mjs");

try {
  const engine = await setUp({ engine: !process.argv.includes("--no-engine") });
  if (engine) {
    say(`Ready: Pulumi ${engine.version} (${engine.pulumi}), Node ${process.versions.node}`);
  }
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
