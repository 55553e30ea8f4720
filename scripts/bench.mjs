import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { requireSupportedNode } from "./setup/node-version.mjs";

requireSupportedNode();
const { setUp } = await import("./setup/set-up.mjs");
const { repositoryRoot } = await import("./setup/paths.mjs");

try {
  await setUp();
} catch (error) {
  console.error(error.message);
  process.exit(1);
}

const bench = join(repositoryRoot, "bench");
const loader = join(bench, "support", "typescript.cjs");
const { status } = spawnSync(process.execPath, ["-r", loader, join(bench, "main.ts"), ...process.argv.slice(2)], {
  stdio: "inherit",
});
process.exitCode = status ?? 1;
