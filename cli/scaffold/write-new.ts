import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { UsageError } from "../command";

/**
 * Writes files that must not be there yet.
 * @throws before anything is written, when one of them is.
 */
export function writeNew(directory: string, files: Readonly<Record<string, string>>): void {
  const there = Object.keys(files).filter((name) => existsSync(join(directory, name)));
  if (there.length > 0) {
    throw new UsageError(`${directory} has ${there.join(", ")} already: nothing was written. Choose another --out.`);
  }
  mkdirSync(directory, { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(join(directory, name), text, { flag: "wx" });
}
