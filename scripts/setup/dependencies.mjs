import { existsSync, readFileSync, realpathSync, rmSync, symlinkSync } from "node:fs";
import { basename, join } from "node:path";
import { reportWhile } from "./report.mjs";
import { lastLines, runCommand } from "./run-command.mjs";

/** Makes `node_modules` what the lockfile says, with npm, unless it is already. */
export async function installDependencies(root) {
  if (areInstalled(root)) {
    return;
  }
  const [command, ...prefix] = npmCommand(process.env, process.platform);
  const args = [...prefix, "ci", "--include=dev", "--no-audit", "--no-fund"];
  const result = await reportWhile("Installing dependencies from the lockfile (npm ci)", () =>
    runCommand(command, args, { cwd: root }),
  );
  if (result.code !== 0) {
    throw new Error(`npm ci failed:\n${lastLines(result.output)}\nMake the npm registry reachable and run it again.`);
  }
}

/**
 * npm writes what it installed to `node_modules/.package-lock.json` as its last act: an installation that was broken off
 * has no such file, and one of another lockfile has other versions in it.
 */
export function areInstalled(root) {
  const installedFile = join(root, "node_modules", ".package-lock.json");
  if (!existsSync(installedFile)) {
    return false;
  }
  const wanted = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8")).packages;
  const installed = JSON.parse(readFileSync(installedFile, "utf8")).packages;
  return Object.entries(wanted).every(([path, entry]) => {
    if (!path.startsWith("node_modules/")) {
      return true;
    }
    const isForOtherPlatforms = entry.optional || entry.devOptional;
    return installed[path] ? installed[path].version === entry.version : Boolean(isForOtherPlatforms);
  });
}

/** The npm that runs us, when npm does; otherwise the one on the PATH. */
export function npmCommand(env, platform) {
  if (env.npm_execpath && basename(env.npm_execpath) === "npm-cli.js") {
    return [process.execPath, env.npm_execpath];
  }
  return platform === "win32" ? ["cmd.exe", "/d", "/c", "npm"] : ["npm"];
}

/**
 * Lets programs in this clone (`examples/`) import the package by its name, as programs elsewhere do. npm removes such a
 * link whenever it installs something, so it is looked after at every set-up.
 */
export function linkSelf(root) {
  const name = JSON.parse(readFileSync(join(root, "package.json"), "utf8")).name;
  const link = join(root, "node_modules", name);
  if (existsSync(link) && realpathSync(link) === realpathSync(root)) {
    return;
  }
  rmSync(link, { recursive: true, force: true });
  try {
    symlinkSync(process.platform === "win32" ? root : "..", link, "junction");
  } catch (error) {
    if (error.code !== "EEXIST") {
      throw error;
    }
  }
}
