import { mkdir, symlink } from "node:fs/promises";
import { join } from "node:path";
import type { Workspace } from "./engine";
import { repositoryRoot } from "./imports";

/** A policy pack in the project's folder `pack`: the engine takes it with `--policy-pack pack`. */
export async function writePolicyPack({ dir, write }: Workspace, text: string): Promise<void> {
  const sdk = join("node_modules", "@pulumi", "policy");
  await symlink(join(repositoryRoot, sdk), join(dir, sdk), "junction");
  await mkdir(join(dir, "pack"));
  await write("pack/PulumiPolicy.yaml", "runtime: nodejs\nmain: index.js\n");
  await write("pack/package.json", JSON.stringify({ name: "packages", version: "1.0.0", main: "index.js" }));
  await write("pack/index.js", text);
}
