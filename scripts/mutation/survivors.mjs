import { readFileSync } from "node:fs";

const EXPECTATIONS = new URL("./survivors.json", import.meta.url);

/**
 * A mutant that no test notices, known by what it is and not by where: the line that it begins in, the text that it replaces, and the
 * replacement.
 *
 * @typedef {{ file: string, line: string, from: string, to: string }} Survivor
 */

/**
 * Files whose survivors are all explained, and what nobody expects a test to notice, by the reason.
 *
 * @returns {{ held: string[], explained: { why: string, mutants: Survivor[] }[] }}
 */
export function readExpectations() {
  return JSON.parse(readFileSync(EXPECTATIONS, "utf8"));
}

/** How many mutants a report has of each kind, and those that survived. */
export function readReport(report) {
  const counts = { killed: 0, survived: 0 };
  const survivors = [];
  for (const [file, { source, mutants }] of Object.entries(report.files)) {
    const lines = source.split("\n");
    for (const mutant of mutants) {
      if (mutant.status === "Killed" || mutant.status === "Timeout") counts.killed += 1;
      if (mutant.status !== "Survived" && mutant.status !== "NoCoverage") continue;
      counts.survived += 1;
      survivors.push(describe(file, lines, mutant));
    }
  }
  return { counts, survivors };
}

/** @returns {Survivor} */
function describe(file, lines, { location: { start, end }, replacement }) {
  const covered = lines.slice(start.line - 1, end.line);
  covered[covered.length - 1] = covered.at(-1).slice(0, end.column - 1);
  covered[0] = covered[0].slice(start.column - 1);
  return { file, line: lines[start.line - 1].trim(), from: oneLine(covered.join("\n")), to: oneLine(replacement) };
}

const MOST_CHARACTERS = 160;

function oneLine(text) {
  const joined = text.replace(/\s+/g, " ").trim();
  return joined.length > MOST_CHARACTERS ? `${joined.slice(0, MOST_CHARACTERS)}…` : joined;
}

/**
 * Holds the survivors against what is explained, each as often as it is listed.
 *
 * @param {Survivor[]} survivors
 * @param {readonly Survivor[]} explained those of the same files
 * @returns {{ unexplained: Survivor[], killed: Survivor[] }}
 */
export function compare(survivors, explained) {
  const left = new Map();
  for (const one of explained) left.set(keyOf(one), [...(left.get(keyOf(one)) ?? []), one]);
  const unexplained = survivors.filter((one) => left.get(keyOf(one))?.pop() === undefined);
  return { unexplained, killed: [...left.values()].flat() };
}

function keyOf({ file, line, from, to }) {
  return JSON.stringify([file, line, from, to]);
}
