import { requireSupportedNode } from "./setup/node-version.mjs";

requireSupportedNode();
const { installDependencies } = await import("./setup/dependencies.mjs");
const { repositoryRoot } = await import("./setup/paths.mjs");
const { mutate } = await import("./mutation/mutate.mjs");

try {
  await installDependencies(repositoryRoot);
  process.exitCode = mutate(repositoryRoot, process.argv.slice(2)) ? 0 : 1;
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
