import { createRequire } from "node:module";
import { join } from "node:path";
import { RunError } from "@pulumi/pulumi";

let checked = false;

/**
 * Refuses installations that can't work. The program does so before the engine meets them. The provider runs in a process of its own: plain Node in
 * the program's directory, which loads this package from there by its name.
 * @throws an error that says what to change.
 */
export function assertInstallation(directory: string = process.cwd()): void {
  if (checked) return;
  if (process.versions.pnp !== undefined) {
    throw new RunError(
      "pulumi-github-packages: Yarn Plug'n'Play is not supported, because Pulumi starts dynamic providers as plain Node processes. " +
        'Set "nodeLinker: node-modules" in .yarnrc.yml and run `yarn install` again.',
    );
  }
  try {
    createRequire(join(directory, "index.js")).resolve("pulumi-github-packages/provider");
  } catch {
    throw new RunError(
      `pulumi-github-packages: the package can't be found from the program's directory (${directory}). ` +
        "Pulumi loads the provider from there by name: add pulumi-github-packages to the dependencies of the program's own package.json and install again.",
    );
  }
  checked = true;
}
