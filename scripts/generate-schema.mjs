#!/usr/bin/env node
/**
 * Writes sdk/schema.json, by which Pulumi makes SDKs for every language, from the classes, functions and docstrings of `sdk/`.
 *
 *   node scripts/generate-schema.mjs           writes
 *   node scripts/generate-schema.mjs --check   fails when what is there is not what would be written
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { packageSchema } from "./schema/package-schema.mjs";
import { repositoryRoot } from "./setup/paths.mjs";

const file = join(repositoryRoot, "sdk", "schema.json");
const text = `${JSON.stringify(packageSchema(repositoryRoot), undefined, 2)}\n`;
const isStale = !existsSync(file) || readFileSync(file, "utf8") !== text;
if (isStale && process.argv.includes("--check")) {
  console.error("sdk/schema.json is not what the sources in sdk/ say. Run node scripts/generate-schema.mjs.");
  process.exitCode = 1;
} else if (isStale) {
  writeFileSync(file, text);
  console.log("Written: sdk/schema.json.");
} else {
  console.log("sdk/schema.json is what the sources say.");
}
