import { join } from "node:path";
import { build } from "./build.mjs";
import { installDependencies, linkSelf } from "./dependencies.mjs";
import { provisionEngine } from "./engine/provision.mjs";
import { withLock } from "./lock.mjs";
import { repositoryRoot } from "./paths.mjs";

/**
 * Everything that a bare clone lacks: dependencies from the lockfile, the build, the engine. Each step does nothing when
 * there is nothing to do. Throws an error whose message tells what to do.
 *
 * @param {{ engine?: boolean }} [options] `engine: false` where no engine is needed
 * @returns {Promise<import("./engine/find.mjs").Engine | undefined>}
 */
export async function setUp({ engine = true } = {}) {
  await withLock(join(repositoryRoot, ".work", "setup.lock"), "this clone", async () => {
    await installDependencies(repositoryRoot);
    linkSelf(repositoryRoot);
    await build(repositoryRoot);
  });
  return engine ? provisionEngine() : undefined;
}
