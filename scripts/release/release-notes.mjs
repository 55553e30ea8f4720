/**
 * Prints what the changelog says of the release that a tag names, for its page on GitHub. Fails, and says what to change, unless everything that names the
 * version names the tag's.
 *
 *   node scripts/release/release-notes.mjs v1.2.3
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { repositoryRoot } from "../setup/paths.mjs";

const read = (file) => readFileSync(join(repositoryRoot, file), "utf8");

/** @returns {string[]} what does not agree with the tag, each in a sentence */
function mistakes(tag) {
  const version = tag.slice(1);
  if (!/^v\d+\.\d+\.\d+$/.test(tag)) return [`A release's tag is v and its version, such as v1.2.3, and not ${tag}.`];
  const named = [
    ["package.json", JSON.parse(read("package.json")).version, "npm version --no-git-tag-version"],
    ["package-lock.json", JSON.parse(read("package-lock.json")).version, "npm version --no-git-tag-version"],
    ["plugin/package.json", JSON.parse(read("plugin/package.json")).version, "writing it there"],
    [
      "plugin/package.json's dependencies",
      JSON.parse(read("plugin/package.json")).dependencies["pulumi-github-packages"],
      "writing it there",
    ],
    ["sdk/schema.json", JSON.parse(read("sdk/schema.json")).version, "node scripts/generate-schema.mjs"],
    [
      "provider/github/http/user-agent.ts",
      /pulumi-github-packages\/([^"]+)"/.exec(read("provider/github/http/user-agent.ts"))?.[1],
      "writing it there",
    ],
  ];
  const heading = read("CHANGELOG.md")
    .split("\n")
    .find((line) => line.startsWith(`## ${version} `));
  return [
    ...named.flatMap(([file, found, remedy]) =>
      found === version ? [] : [`${file}: the version is ${found}, and the tag is ${tag}. Change it by ${remedy}.`],
    ),
    ...(/\(\d{4}-\d\d-\d\d\)$/.test(heading ?? "")
      ? []
      : [`CHANGELOG.md needs the heading "## ${version} (YYYY-MM-DD)"; it has ${heading ?? "none for this version"}.`]),
  ];
}

function notesOf(tag) {
  const [, ...sections] = read("CHANGELOG.md").split(/^## /m);
  const own = sections.find((section) => section.startsWith(`${tag.slice(1)} `)) ?? "";
  return own.slice(own.indexOf("\n")).trim();
}

const [tag = ""] = process.argv.slice(2);
const found = mistakes(tag);
if (found.length > 0) {
  console.error(found.join("\n"));
  process.exit(1);
}
console.log(notesOf(tag));
