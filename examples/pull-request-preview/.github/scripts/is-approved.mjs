// Whether a plan that was downloaded may be applied here: node is-approved.mjs DIRECTORY. Ends with 0 or 1.
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

const { PULL_REQUEST = "", STARTED = "", ENDED = "" } = process.env;
const [directory] = process.argv.slice(2);

const read = (name) => readFileSync(join(directory, name), "utf8").trim();

if (!["plan.json", "pull-request", "tree", "as-of"].every((name) => existsSync(join(directory, name)))) {
  refuse("there is none");
} else if (PULL_REQUEST === "" || read("pull-request") !== PULL_REQUEST) {
  refuse("it is of another pull request");
} else if (read("tree") !== execFileSync("git", ["rev-parse", "HEAD^{tree}"], { encoding: "utf8" }).trim()) {
  refuse("it is about another tree: the base has moved on, or the branch");
} else if (!isWithin(read("as-of"))) {
  // The artifact is what a branch's workflow has uploaded. Ages against another day would be another plan.
  refuse("its as-of is not of the run that made it");
}

function isWithin(asOf) {
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(asOf) && STARTED !== "" && STARTED <= asOf && asOf <= ENDED;
}

function refuse(why) {
  console.error(`The approved plan is not applied: ${why}.`);
  process.exitCode = 1;
}
