#!/usr/bin/env node
/**
 * Puts the real output of the real commands into docs/pull-requests.md, between its marks, and the picture beside it: a preview of
 * examples/pull-request-preview against the emulator, at an instant that never changes.
 *
 *   node scripts/document-pull-requests.mjs           writes
 *   node scripts/document-pull-requests.mjs --check   fails when what is there is not what would be written
 *
 * What Pulumi itself says is left as it is by any engine but the one that set-up gets.
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { exceptEngineWords, fillIn } from "./guide/fill-in.mjs";
import { play } from "./guide/play.mjs";
import { findEngine } from "./setup/engine/find.mjs";
import { PINNED_ENGINE } from "./setup/engine/versions.mjs";
import { repositoryRoot } from "./setup/paths.mjs";

const guide = join(repositoryRoot, "docs", "pull-requests.md");
const picture = join(repositoryRoot, "docs", "pull-requests-timeline.svg");

const { engine } = await findEngine();
if (!engine) {
  throw new Error("There is no Pulumi engine: run `npm run setup` first.");
}
const outputs = await play(engine);
const text = readFileSync(guide, "utf8");
const files = [
  [guide, fillIn(text, engine.version === PINNED_ENGINE ? outputs : exceptEngineWords(text, outputs))],
  [picture, outputs.picture],
];
const stale = files.filter(([file, content]) => !existsSync(file) || readFileSync(file, "utf8") !== content);
const names = stale.map(([file]) => relative(repositoryRoot, file)).join(" and ");
if (process.argv.includes("--check") && stale.length > 0) {
  console.error(
    `${names}: the commands say something else now. Run node scripts/document-pull-requests.mjs, and look.`,
  );
  for (const [file, content] of stale) {
    console.error(differingLines(existsSync(file) ? readFileSync(file, "utf8") : "", content));
  }
  process.exitCode = 1;
} else {
  for (const [file, content] of stale) {
    writeFileSync(file, content);
  }
  console.log(names === "" ? "All is true." : `Written: ${names}.`);
}

/** The lines that one of two texts has alone, with a sign before each. */
function differingLines(before, after) {
  const [old, now] = [before, after].map((text) => text.split("\n"));
  const only = (lines, others, sign) => lines.filter((line) => !others.includes(line)).map((line) => `${sign} ${line}`);
  return [...only(old, now, "-"), ...only(now, old, "+")].join("\n");
}
