import { requireSupportedNode } from "./setup/node-version.mjs";

requireSupportedNode();
const { setUp } = await import("./setup/set-up.mjs");

try {
  await setUp({ engine: false });
} catch (error) {
  console.error(error.message);
  process.exit(1);
}

const { runStaticChecks } = await import("./checks/static-checks.mjs");
process.exitCode = runStaticChecks().failed > 0 ? 1 : 0;
