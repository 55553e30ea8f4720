import { readdirSync } from "node:fs";
import { join, relative, sep } from "node:path";

/** The code that decides, and the tests that are asked whether they notice a change of it. */
const SCOPES = [
  {
    name: "retention",
    code: ["provider/retention", "provider/model/tags.ts"],
    tests: ["tests/unit/retention/**/*.test.ts"],
  },
  {
    name: "lookup",
    code: ["provider/lookup"],
    tests: [
      "tests/unit/lookup/**/*.test.ts",
      "tests/resources/absence.test.ts",
      "tests/resources/absence-evidence.test.ts",
      "tests/resources/adoption.test.ts",
      "tests/resources/counted-versions.test.ts",
      "tests/resources/frugality.test.ts",
      "tests/resources/last-version.test.ts",
      "tests/resources/lookup-by-id.test.ts",
      "tests/resources/migrated.test.ts",
      "tests/resources/near-names.test.ts",
      "tests/resources/restored-too-late.test.ts",
      "tests/resources/retention-short-lists.test.ts",
      "tests/resources/user-by-name.test.ts",
    ],
  },
  {
    name: "resources",
    code: ["provider/resources", "provider/model/version-selector.ts"],
    tests: ["tests/unit/resources/**/*.test.ts", "tests/unit/nearest-names.test.ts", "tests/resources/**/*.test.ts"],
  },
];

/**
 * The scopes with their files, in so far as they are at or below one of the paths; all of them where no path is given.
 *
 * @returns {{ name: string, files: string[], tests: string[] }[]}
 */
export function selectScopes(root, paths) {
  const wanted = paths.map((path) => relative(root, join(root, path)).split(sep).join("/"));
  const isWanted = (file) => wanted.length === 0 || wanted.some((path) => file === path || file.startsWith(`${path}/`));
  return SCOPES.map(({ name, code, tests }) => ({
    name,
    tests,
    files: code.flatMap((directory) => sourcesBelow(root, directory)).filter(isWanted),
  })).filter(({ files }) => files.length > 0);
}

function sourcesBelow(root, directory) {
  if (directory.endsWith(".ts")) return [directory];
  return readdirSync(join(root, directory), { recursive: true })
    .map((name) => `${directory}/${name.split(sep).join("/")}`)
    .filter((name) => name.endsWith(".ts"))
    .sort();
}
