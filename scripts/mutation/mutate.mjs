import { runStryker } from "./run-stryker.mjs";
import { selectScopes } from "./scopes.mjs";
import { compare, readExpectations, readReport } from "./survivors.mjs";

/**
 * Asks whether the tests bite: changes the code that decides in one place after another, and expects a test to fail each time. In files
 * that are held, what no test notices has to be explained in `survivors.json`, and what is explained there must not be noticed.
 *
 * @param {string[]} paths files or directories; none for all
 * @returns whether it is so
 */
export function mutate(root, paths) {
  const scopes = selectScopes(root, paths);
  if (scopes.length === 0) throw new Error(`There is nothing to mutate at ${paths.join(", ")}.`);
  const expectations = readExpectations();
  const results = scopes.map((scope) => resultOf(scope, readReport(runStryker(root, scope)), expectations));
  console.log();
  for (const { name, counts, unexplained, notHeld, killed } of results) {
    for (const one of notHeld) console.log(`no test notices, in a file that is not held: ${told(one)}`);
    for (const one of unexplained) console.log(`no test notices, and nobody explains: ${told(one)}`);
    for (const one of killed) console.log(`explained, and a test notices: ${told(one)}`);
    const open = `${unexplained.length} survivors unexplained, ${notHeld.length} in files that are not held`;
    console.log(`${name}: ${scoreOf(counts)}; ${open}`);
  }
  const isSo = results.every(({ unexplained, killed }) => unexplained.length + killed.length === 0);
  if (!isSo) console.log("Write a test that notices, or bring scripts/mutation/survivors.json up to date.");
  return isSo;
}

function resultOf({ name, files }, { counts, survivors }, { held, explained }) {
  const isHeld = ({ file }) => held.includes(file);
  const expected = explained.flatMap(({ mutants }) => mutants).filter(({ file }) => files.includes(file));
  const notHeld = survivors.filter((one) => !isHeld(one));
  return { name, counts, notHeld, ...compare(survivors.filter(isHeld), expected) };
}

function scoreOf({ killed, survived }) {
  const all = killed + survived;
  return `${killed} of ${all} mutants killed (${((100 * killed) / all).toFixed(1)} %)`;
}

function told({ file, line, from, to }) {
  return `${file}: ${from} → ${to}\n    in ${line}`;
}
