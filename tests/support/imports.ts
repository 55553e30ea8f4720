import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize, relative } from "node:path";

export const repositoryRoot = dirname(dirname(__dirname));

/** One import of one source file: `from` and `to` are paths from the repository's root; a package is its own name. */
export interface Import {
  readonly from: string;
  readonly to: string;
  readonly typeOnly: boolean;
}

const SOURCE = /\.(tsx?|mjs|cjs|js)$/;
const IMPORT =
  /^\s*(?:import|export)\s+(type\s)?[^;]*?from\s+"([^"]+)"|(?:import|require)\(\s*"([^"]+)"\s*\)|^import\s+"([^"]+)"/gm;

export function sourceFiles(folder: string): string[] {
  return readdirSync(join(repositoryRoot, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && SOURCE.test(entry.name) && !entry.parentPath.includes("node_modules"))
    .map((entry) => relative(repositoryRoot, join(entry.parentPath, entry.name)));
}

export function importsOf(file: string): Import[] {
  const text = readFileSync(join(repositoryRoot, file), "utf8");
  return [...text.matchAll(IMPORT)].map(([, typeOnly, from, required, bare]) => {
    const target = (from ?? required ?? bare) as string;
    return { from: file, to: resolve(file, target), typeOnly: typeOnly !== undefined };
  });
}

function resolve(file: string, target: string): string {
  if (!target.startsWith(".")) return target;
  const path = normalize(join(dirname(file), target));
  return existsSync(join(repositoryRoot, path, "index.ts")) ? join(path, "index") : path;
}
