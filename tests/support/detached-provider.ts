import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Workspace } from "./engine";

const PLUGIN = "pulumi-resource-pulumi-nodejs";

/** From now on the engine's providers are no descendants of it: their parent has ended, as where something else starts them. */
export function detachProviders({ dir, env }: Workspace): void {
  const directory = join(dirname(dir), "detached");
  mkdirSync(directory);
  const path = join(directory, PLUGIN);
  const found = `PATH="\${PATH#*:}" command -v ${PLUGIN}`;
  writeFileSync(path, `#!/bin/sh\nreal=$(${found})\n("$real" "$@" &)\nexec sleep 600\n`);
  chmodSync(path, 0o755);
  env.PATH = `${directory}:${env.PATH}`;
}
