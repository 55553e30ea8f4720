import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ProviderError } from "../../provider/errors";
import { UsageError } from "../command";

/**
 * Writes files that must not be there yet.
 * @throws before anything is written, when one of them is; ProviderError `invalid` when the directory can't be made or written to.
 */
export function writeNew(directory: string, files: Readonly<Record<string, string>>): void {
  const there = Object.keys(files).filter((name) => existsSync(join(directory, name)));
  if (there.length > 0) {
    throw new UsageError(`${directory} has ${there.join(", ")} already: nothing was written. Choose another --out.`);
  }
  try {
    mkdirSync(directory, { recursive: true });
    for (const [name, text] of Object.entries(files)) writeFileSync(join(directory, name), text, { flag: "wx" });
  } catch (error) {
    const words = `${directory} can't be written: ${(error as Error).message}. Choose another directory with --out.`;
    throw new ProviderError(words, { code: "invalid" });
  }
}
