#!/usr/bin/env node
/**
 * Collects the publish histories (version names and the instants at which they were published) of well-known public npm packages, with
 * `npm view NAME time --json`, and writes them to emulator/data/npm-histories.json, or to npm-histories.json.gz when the text is large.
 * The emulator's data sets are made from that file, so that nothing in them depends on the network or on the day.
 *
 *   node scripts/collect-publish-histories.mjs
 *
 * Run it again to bring the file up to date; a changed file changes the data sets "histories" and "demo".
 */
import { execFileSync } from "node:child_process";
import { existsSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

/** From a dozen versions to several thousands: one page, a few pages, and nightly builds by the thousand. */
const PACKAGES = ["@octokit/rest", "chalk", "express", "left-pad", "lodash", "prettier", "semver", "typescript"];

/** Above this size the file is kept compressed, so that the repository and the published tarball stay small. */
const LARGEST_PLAIN_FILE = 300_000;

/** Keys of npm's `time` object that are not versions. */
const NOT_VERSIONS = new Set(["created", "modified", "unpublished"]);

const dataFolder = new URL("../emulator/data/", import.meta.url);

/** npm itself writes milliseconds and `Z`. A mirror that answers with microseconds tells when it first had a version, not when it was published. */
const MIRROR_INSTANT = /\.\d{6}/;
let readFromMirror = false;

function publishHistory(name) {
  const answer = execFileSync("npm", ["view", name, "time", "--json"], { encoding: "utf8", maxBuffer: 1 << 26 });
  const published = Object.entries(JSON.parse(answer)).filter(([version]) => !NOT_VERSIONS.has(version));
  readFromMirror ||= published.some(([, time]) => MIRROR_INSTANT.test(time));
  const versions = published
    .map(([version, time]) => [version, new Date(time).toISOString()])
    .sort(([a, timeOfA], [b, timeOfB]) => (timeOfA === timeOfB ? (a < b ? -1 : 1) : timeOfA < timeOfB ? -1 : 1));
  console.log(`${name}: ${versions.length} versions, ${versions[0][1]} to ${versions.at(-1)[1]}`);
  return versions;
}

const packages = PACKAGES.map((name) => `${JSON.stringify(name)}:${JSON.stringify(publishHistory(name))}`);
const header = {
  about: "Publish histories of public npm packages: [version, instant of publishing], oldest first.",
  source: "the public npm registry, read with `npm view NAME time --json`",
  script: "scripts/collect-publish-histories.mjs",
  collectedAt: new Date().toISOString().slice(0, 10),
  ...(readFromMirror && {
    note: "Read through a mirror of the registry: the instants of older versions are those at which the mirror first had them.",
  }),
};
const text = `{"header":${JSON.stringify(header)},\n"packages":{\n${packages.join(",\n")}\n}}\n`;

const plain = fileURLToPath(new URL("npm-histories.json", dataFolder));
const compressed = `${plain}.gz`;
const large = Buffer.byteLength(text) > LARGEST_PLAIN_FILE;
if (large) writeFileSync(compressed, gzipSync(text, { level: 9 }));
else writeFileSync(plain, text);
const other = large ? plain : compressed;
if (existsSync(other)) rmSync(other);
console.log(`wrote ${large ? compressed : plain}`);
