import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { join } from "node:path";
import { requireSupportedNode } from "./setup/node-version.mjs";

requireSupportedNode();
const { setUp } = await import("./setup/set-up.mjs");
const { repositoryRoot } = await import("./setup/paths.mjs");

/** The token of the emulator's data set; it opens nothing but emulators. */
const EMULATOR_TOKEN = "emulator-admin";

try {
  await setUp({ engine: false });
} catch (error) {
  console.error(error.message);
  process.exit(1);
}

/** The same as `npx pulumi-github-packages explore …`, from this clone, with the packages of an organization that is emulated. */
const dist = join(repositoryRoot, "dist");
const { startEmulator } = createRequire(import.meta.url)(join(dist, "emulator", "index.js"));
const emulator = await startEmulator({ seed: "images", rateLimits: false });
console.log(`The packages are those of an emulated GitHub at ${emulator.url}: no token is used.`);

const own = Object.entries(process.env).filter(([name]) => !/^(?:GITHUB_|GH_)/.test(name));
const env = { ...Object.fromEntries(own), GITHUB_BASE_URL: emulator.url, GITHUB_TOKEN: EMULATOR_TOKEN };
const args = [join(dist, "cli", "main.js"), "explore", "--owner", "acme", ...process.argv.slice(2)];
const child = spawn(process.execPath, args, { env, stdio: "inherit" });

/** In a terminal the command hears Ctrl+C itself, and this waits for its end. */
process.on("SIGINT", () => process.stdin.isTTY || child.kill("SIGINT"));
process.on("SIGTERM", () => child.kill("SIGTERM"));
child.once("close", async (code) => {
  await emulator.close();
  process.exitCode = code ?? 1;
});
