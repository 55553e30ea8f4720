import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** Where this package's package.json is: one folder up from the sources, two from the built files. */
export function packageRoot(): string {
  let directory = __dirname;
  while (!existsSync(join(directory, "package.json"))) directory = dirname(directory);
  return directory;
}

export function packageVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(join(packageRoot(), "package.json"), "utf8"));
  return (manifest as { version: string }).version;
}
