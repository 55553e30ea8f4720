import { existsSync, readFileSync, writeFileSync } from "node:fs";

const BEGIN = "<!-- figures of `npm run bench` -->";
const END = "<!-- end of figures -->";

/** Puts figures between the marks of a document that has them (docs/benchmarks.md), else makes them the whole file. */
export function writeFigures(file: string, figures: string): void {
  const text = existsSync(file) ? readFileSync(file, "utf8") : "";
  const [before, rest] = text.split(`${BEGIN}\n`);
  const after = rest?.split(`${END}\n`)[1];
  const isMarked = before !== undefined && after !== undefined;
  writeFileSync(file, isMarked ? `${before}${BEGIN}\n\n${figures}\n\n${END}\n${after}` : `${figures}\n`);
}
