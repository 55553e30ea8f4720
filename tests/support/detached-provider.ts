import { chmodSync, existsSync, mkdirSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Workspace } from "./engine";

/** What starts dynamic providers. */
const DYNAMIC = "pulumi-resource-pulumi-nodejs";

/** From now on the engine's providers are no descendants of it: their parent has ended, as where something else starts them. */
export function detachProviders({ dir, env }: Workspace): void {
  const directory = join(dirname(dir), "detached");
  mkdirSync(directory);
  writeDetaching(join(directory, DYNAMIC), `$(PATH="\${PATH#*:}" command -v ${DYNAMIC})`);
  env.PATH = `${directory}:${env.PATH}`;
  const plugin = join(dirname(dir), "bin", "pulumi-resource-github-packages");
  if (!existsSync(plugin)) return;
  const main = realpathSync(plugin);
  rmSync(plugin);
  writeDetaching(plugin, main);
}

function writeDetaching(file: string, real: string): void {
  writeFileSync(file, `#!/bin/sh\nreal=${real}\n("$real" "$@" &)\nexec sleep 600\n`);
  chmodSync(file, 0o755);
}
