import { readFileSync } from "node:fs";
import { join } from "node:path";
import { repositoryRoot } from "./imports";

/** The first block of code in a language on a page, below a heading where one is given. */
export function fencedBlock(page: string, language: string, heading = ""): string {
  const text = readFileSync(join(repositoryRoot, page), "utf8");
  const from = text.indexOf(heading);
  const [, block] = new RegExp(`\`\`\`${language}\n([\\s\\S]*?)\`\`\``).exec(from < 0 ? "" : text.slice(from)) ?? [];
  if (block === undefined) throw new Error(`${page} has no ${language} ${heading && `below "${heading}"`}`);
  return block;
}
