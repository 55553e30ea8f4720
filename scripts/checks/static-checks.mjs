import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { repositoryRoot } from "../setup/paths.mjs";
import { say } from "../setup/report.mjs";

const modules = join(repositoryRoot, "node_modules");

/** Format, lint, types, unused code and the schema; the sources' own types are checked by the build as well. */
const CHECKS = [
  {
    name: "format and lint",
    script: join(modules, "@biomejs/biome/bin/biome"),
    args: ["check", "--error-on-warnings"],
  },
  { name: "unused code and exports", script: join(modules, "knip/bin/knip.js"), args: ["--no-progress"] },
  {
    name: "the schema",
    script: join(repositoryRoot, "scripts/generate-schema.mjs"),
    args: ["--check"],
  },
  { name: "types", script: join(modules, "typescript/bin/tsc"), args: ["-p", "tests", "--noEmit"] },
  { name: "types of the explorer's page", script: join(modules, "typescript/bin/tsc"), args: ["-p", "explorer"] },
];

/** Runs every check, each with its own output, and counts. */
export function runStaticChecks() {
  const counts = { passed: 0, failed: 0 };
  for (const { name, script, args } of CHECKS) {
    say(`Checking ${name} …`);
    const { status } = spawnSync(process.execPath, [script, ...args], { cwd: repositoryRoot, stdio: "inherit" });
    counts[status === 0 ? "passed" : "failed"] += 1;
  }
  return counts;
}
