import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { requireSupportedNode } from "./setup/node-version.mjs";

requireSupportedNode();
const { setUp } = await import("./setup/set-up.mjs");
const { repositoryRoot } = await import("./setup/paths.mjs");

try {
  await setUp({ engine: false });
} catch (error) {
  console.error(error.message);
  process.exit(1);
}

/** The same as `npx pulumi-github-packages emulator …`, from this clone. */
const main = join(repositoryRoot, "dist", "cli", "main.js");
process.argv.splice(1, 1, main, "emulator");
await import(pathToFileURL(main).href);
