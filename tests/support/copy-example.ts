import { chmod, cp, mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { repositoryRoot } from "./imports";

/** Puts an example in the place of a workspace's own project, as somebody copies it. */
export async function copyExample(name: string, directory: string): Promise<void> {
  for (const file of ["index.js", "Pulumi.yaml", "Pulumi.test.yaml", "package.json"]) {
    await rm(join(directory, file), { force: true });
  }
  const isSource = (path: string) => !path.includes("node_modules");
  await cp(join(repositoryRoot, "examples", name), directory, { recursive: true, filter: isSource });
}

/** The command, as `npm ci` would install it. */
export async function linkCommand(directory: string): Promise<void> {
  const bin = join(directory, "node_modules", ".bin");
  await mkdir(bin, { recursive: true });
  const command = join(bin, "pulumi-github-packages");
  await writeFile(command, `#!/bin/sh\nexec node "${join(repositoryRoot, "dist", "cli", "main.js")}" "$@"\n`);
  await chmod(command, 0o755);
}
