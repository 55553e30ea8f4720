// One page of all stacks: node scripts/summary.mjs [DIRECTORY] > summary.md
//
// Reads what run.mjs has written for each stack of matrix.json. A stack without a result is told as one that has not run.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands: a step's summary is 1 MiB at most; this many characters of one message. */
const MESSAGE = 2000;

const [directory = "results"] = process.argv.slice(2);
const { include } = JSON.parse(readFileSync("matrix.json", "utf8"));
const results = include.map(({ stack }) => {
  const path = join(directory, `${stack}.json`);
  return existsSync(path) ? JSON.parse(readFileSync(path, "utf8")) : { stack, outcome: "not run" };
});

/** What needs somebody comes first. */
const WORDS = {
  failed: "❌ failed",
  locked: "🔒 locked by another run",
  "not run": "❔ has not run",
  "over-limits": "⛔ over its limits, nothing was done",
  changes: "📝 planned",
  done: "✅ done",
  nothing: "✅ nothing to do",
};
const order = Object.keys(WORDS);
results.sort((a, b) => order.indexOf(a.outcome) - order.indexOf(b.outcome) || (a.stack < b.stack ? -1 : 1));

const sum = (field) => results.reduce((total, result) => total + (result[field] ?? 0), 0);
const verb = results.some(({ command }) => command === "up") ? "deleted" : "to be deleted";
const counts = order
  .map((outcome) => [outcome, results.filter((result) => result.outcome === outcome).length])
  .filter(([, count]) => count > 0);

console.log(
  `## ${number(sum("packages"))} packages in ${results.length} stacks: ${number(sum("deletions"))} versions ${verb}, ${number(sum("restorations"))} restored\n`,
);
console.log(`${counts.map(([outcome, count]) => `${WORDS[outcome]}: ${count}`).join(" · ")}\n`);
console.log("| stack | | packages | deletions | restorations | seconds |");
console.log("|---|---|---:|---:|---:|---:|");
for (const { stack, outcome, packages, deletions, restorations, seconds } of results) {
  const numbers = [packages, deletions, restorations, seconds].map((value) =>
    value === undefined ? "" : number(value),
  );
  console.log(`| ${stack} | ${WORDS[outcome]} | ${numbers.join(" | ")} |`);
}
for (const { stack, message, skipped = [] } of results) {
  if (message) console.log(`\n**${stack}**\n\n${quoted(message.replaceAll("STACK", stack))}`);
  if (skipped.length > 0) console.log(`\n**${stack}** left alone, ${skipped.length}:\n\n${quoted(skipped.join("\n"))}`);
}

function number(value) {
  return value.toLocaleString("en-US");
}

/** Foreign words are text here and nothing else: an indented code block that nothing in them can end. */
function quoted(text) {
  const cut = text.length > MESSAGE ? `${text.slice(0, MESSAGE)} …` : text;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: what a terminal would obey
  const plain = cut.replace(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g, " ");
  return plain
    .split(/\n/)
    .map((line) => `    ${line}`)
    .join("\n");
}
