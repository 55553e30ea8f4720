import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** Of this package, from the package.json above: one folder up from the sources, two from the built files. */
export function packageVersion(): string {
  let directory = __dirname;
  while (!existsSync(join(directory, "package.json"))) directory = dirname(directory);
  const manifest: unknown = JSON.parse(readFileSync(join(directory, "package.json"), "utf8"));
  return (manifest as { version: string }).version;
}
