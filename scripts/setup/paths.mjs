import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The clone that these scripts belong to. */
export const repositoryRoot = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** The user's cache directory for this project, where the platform keeps such things. */
export function cacheDirectory(env = process.env, platform = process.platform) {
  return join(platformCache(env, platform), "pulumi-github-packages");
}

function platformCache(env, platform) {
  if (env.XDG_CACHE_HOME) {
    return env.XDG_CACHE_HOME;
  }
  if (platform === "win32") {
    return env.LOCALAPPDATA ?? join(homedir(), "AppData", "Local");
  }
  return platform === "darwin" ? join(homedir(), "Library", "Caches") : join(homedir(), ".cache");
}
