import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { provision } from "./debian-package.mjs";

/** Debian's name, and that of Distribution's own releases. */
const NAMES = ["docker-registry", "registry"];

/**
 * A container registry whose storage can be looked at: DOCKER_REGISTRY_PATH, or the first on the PATH.
 *
 * @returns {string | undefined}
 */
export function findDockerRegistry(env = process.env) {
  if (env.DOCKER_REGISTRY_PATH) {
    return env.DOCKER_REGISTRY_PATH;
  }
  const folders = (env.PATH ?? "").split(delimiter).filter((folder) => folder !== "");
  return folders.flatMap((folder) => NAMES.map((name) => join(folder, name))).find((place) => existsSync(place));
}

/** @throws {Error} that says what to install */
export function requireDockerRegistry(env = process.env) {
  const found = findDockerRegistry(env);
  if (!found) {
    throw new Error(
      "The tests of what a plan frees need Distribution's registry, and there is none on the PATH. Install it (on Debian: apt-get install docker-registry), or name it in DOCKER_REGISTRY_PATH. `npm run test:all` installs it where it may; `npm test` does without.",
    );
  }
  return found;
}

/** Debian's package, where there is none and this may install it. */
export function provisionDockerRegistry() {
  return provision({ name: "docker-registry", find: findDockerRegistry, require: requireDockerRegistry });
}
