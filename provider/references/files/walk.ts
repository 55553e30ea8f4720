import type { Dirent } from "node:fs";
import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import ignore, { type Ignore } from "ignore";
import { ProviderError } from "../../errors";

/** What Git itself never has, and what packages bring along. */
const NEVER = new Set([".git", "node_modules"]);

/** What a folder and those above it say that Git is to leave out. */
interface Ignored {
  /** The folder that the rules are relative to, as a path below the first one. */
  readonly below: string;
  readonly rules: Ignore;
}

/**
 * The files below a path, without what `.gitignore` files in there leave out, in the order of their names. Links are not followed.
 * @throws `invalid` when there is nothing at the path, or it can't be read.
 */
export async function filesBelow(path: string): Promise<string[]> {
  try {
    const found = await stat(path);
    return found.isDirectory() ? await walk(path, "", []) : [path];
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined) throw error;
    throw new ProviderError(
      `look for references in ${path}: it can't be read (${(error as NodeJS.ErrnoException).code}).`,
      {
        code: "invalid",
      },
    );
  }
}

async function walk(root: string, below: string, outer: readonly Ignored[]): Promise<string[]> {
  const entries = await readdir(join(root, below), { withFileTypes: true });
  const own = await ignoredBy(root, below, entries);
  const ignored = own ? [...outer, own] : outer;
  const sorted = [...entries].sort((a, b) => (a.name < b.name ? -1 : 1));
  const found: string[] = [];
  for (const entry of sorted) {
    const path = below === "" ? entry.name : `${below}/${entry.name}`;
    if (NEVER.has(entry.name) || isIgnored(ignored, entry.isDirectory() ? `${path}/` : path)) continue;
    if (entry.isDirectory()) found.push(...(await walk(root, path, ignored)));
    else if (entry.isFile()) found.push(join(root, path));
  }
  return found;
}

async function ignoredBy(root: string, below: string, entries: readonly Dirent[]): Promise<Ignored | undefined> {
  if (!entries.some(({ name }) => name === ".gitignore")) return undefined;
  const text = await readFile(join(root, below, ".gitignore"), "utf8");
  return { below: below === "" ? "" : `${below}/`, rules: ignore().add(text) };
}

/** The innermost file that says something of a path has the last word: https://git-scm.com/docs/gitignore */
function isIgnored(ignored: readonly Ignored[], path: string): boolean {
  for (const { below, rules } of ignored.toReversed()) {
    const { ignored: isOut, unignored } = rules.test(path.slice(below.length));
    if (isOut || unignored) return isOut;
  }
  return false;
}
