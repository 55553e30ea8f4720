/**
 * Writes what a release offers for `pulumi plugin install`: an archive of the plugin for each system, by the name under which Pulumi asks for it, and
 * their SHA-256.
 *
 *   node scripts/release/plugin-archives.mjs DIRECTORY
 */
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { repositoryRoot } from "../setup/paths.mjs";
import { setUp } from "../setup/set-up.mjs";
import { pluginFiles } from "./plugin-files.mjs";
import { tar } from "./tar.mjs";

/** As Go calls them, and so Pulumi. */
const SYSTEMS = ["linux", "darwin", "windows"].flatMap((system) => [`${system}-amd64`, `${system}-arm64`]);

const [directory] = process.argv.slice(2);
if (directory === undefined) {
  console.error("Usage: node scripts/release/plugin-archives.mjs DIRECTORY");
  process.exit(2);
}
await setUp({ engine: false });
const { version } = JSON.parse(readFileSync(join(repositoryRoot, "package.json"), "utf8"));
const archive = gzipSync(tar(pluginFiles(repositoryRoot)), { level: 9 });
const sum = createHash("sha256").update(archive).digest("hex");
const names = SYSTEMS.map((system) => `pulumi-resource-github-packages-v${version}-${system}.tar.gz`);
mkdirSync(directory, { recursive: true });
for (const name of names) writeFileSync(join(directory, name), archive);
writeFileSync(join(directory, "checksums.txt"), names.map((name) => `${sum}  ${name}\n`).join(""));
