import { type JSONPath, type Node, parseTree, visit } from "jsonc-parser";
import { type Finding, nameOf, type Reader } from "./reader";

const DEPENDENCIES = ["dependencies", "devDependencies", "optionalDependencies", "peerDependencies"];

/** Specifiers of what comes from elsewhere: folders, repositories, other packages of the workspace. */
const ELSEWHERE = /^(?:workspace|file|link|portal|patch|git|git\+\w+|github|https?|catalog):/;

/** Only packages with a scope can be on GitHub. */
const SCOPED = /^@[\w*.-]+\/[\w.~-]+$/;

/** `package.json`: ranges, which keep all that satisfies them. */
export const packageJson: Reader = {
  format: "package.json",
  reads: (file) => nameOf(file) === "package.json",
  read: ({ text }) => ({
    findings: (parseTree(text)?.children ?? []).flatMap(({ children: [key, value] = [] }) =>
      DEPENDENCIES.includes(String(key?.value)) ? (value?.children ?? []).flatMap(dependencyOf) : [],
    ),
  }),
};

function dependencyOf({ children: [key, value] = [] }: Node): Finding[] {
  const range = typeof value?.value === "string" ? value.value : "";
  const [, name = String(key?.value), wanted = range] = /^npm:(@[^@]+)(?:@(.*))?$/.exec(range) ?? [];
  if (!value || !SCOPED.test(name) || ELSEWHERE.test(wanted)) return [];
  return [npmFinding(name, wanted, value.offset, value.offset + value.length)];
}

function npmFinding(name: string, version: string, start: number, end: number): Finding {
  const reference = version === "" ? name : `${name}@${version}`;
  return { packageType: "npm", reference, start, end, certainty: "exact" };
}

/** `package-lock.json` of every version. */
export const npmLock: Reader = {
  format: "npm-lock",
  reads: (file) => /^(?:package-lock|npm-shrinkwrap)\.json$/.test(nameOf(file)),
  read: ({ text }) => {
    const findings: Finding[] = [];
    visit(text, {
      onLiteralValue(value, start, length, _line, _column, path) {
        const at = path();
        const found = typeof value === "string" ? lockedBy(at, value) : undefined;
        if (found) findings.push(npmFinding(...found, start, start + length));
      },
    });
    return { findings };
  },
};

/** The address of a tarball tells the name also where another one stands for it. */
function lockedBy(path: JSONPath, value: string): [name: string, version: string] | undefined {
  const property = path.at(-1);
  if (property === "resolved") {
    const [, scope, name, version] = /\/download\/@([^/]+)\/([^/]+)\/([^/]+)\//.exec(value) ?? [];
    return version === undefined ? undefined : [`@${scope}/${name}`, version];
  }
  const name = String(path.at(-2)).replace(/^.*node_modules\//, "");
  return property === "version" && SCOPED.test(name) ? [name, value] : undefined;
}

/** `pnpm-lock.yaml`: a key for each version, in the spelling of every version of pnpm. */
export const pnpmLock: Reader = {
  format: "pnpm-lock",
  reads: (file) => nameOf(file) === "pnpm-lock.yaml",
  read: ({ text }) => ({
    findings: [...text.matchAll(/^ {2}['"]?\/?(@[\w.-]+\/[\w.~-]+)[@/](\d[^('":_\s]*)/gm)].map(
      ({ 0: { length }, 1: name = "", 2: version = "", index }) => npmFinding(name, version, index, index + length),
    ),
  }),
};

/** `yarn.lock`, of Yarn 1 and of the later ones. */
export const yarnLock: Reader = {
  format: "yarn-lock",
  reads: (file) => nameOf(file) === "yarn.lock",
  read: ({ text }) => ({
    findings: [...text.matchAll(/^"?(@[\w.-]+\/[\w.~-]+)@[^\n]*:\r?\n {2}version:? "?(\d[^"\s]*)"?/gm)].map(
      ({ 0: entry, 1: name = "", 2: version = "", index }) => {
        const start = index + entry.lastIndexOf("\n") + 1;
        return npmFinding(name, version, start, index + entry.length);
      },
    ),
  }),
};
