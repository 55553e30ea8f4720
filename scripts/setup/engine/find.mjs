import { accessSync, constants, existsSync, readFileSync, realpathSync, statSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { cacheDirectory } from "../paths.mjs";
import { runCommand } from "../run-command.mjs";
import { isNewEnough, OLDEST_ENGINE, PINNED_ENGINE } from "./versions.mjs";

const VERSION_TIMEOUT_MS = 60_000;
const EXTENSIONS = process.platform === "win32" ? [".exe", ".cmd", ".bat"] : [""];

/** What runs dynamic providers in Node programs, besides the engine itself. Pulumi's own archive brings both. */
const COMPANIONS = ["pulumi-language-nodejs", "pulumi-resource-pulumi-nodejs"];

/** Beside a cached engine: how it was got. */
export const ORIGIN_FILE = "origin.json";

/** Of older set-ups, which ran Pulumi's installer without knowing a checksum of what it brought. */
const UNVERIFIED_ORIGIN = "download";

/**
 * @typedef {object} Engine
 * @property {string} pulumi the executable
 * @property {"path" | "cache"} source where it was found
 * @property {string} version without "v"
 * @property {Record<string, string>} env what to add to the environment of `pulumi` and of whatever starts it
 */

/** Where set-up keeps the engine that it got. */
export function cachedEngineDirectory(env = process.env) {
  return join(cacheDirectory(env), "engine", `v${PINNED_ENGINE}`);
}

/** How set-up got the engine in a directory of its own: `archive`, whose checksum was right, or `go`; nothing where there is none. */
export function originOf(directory) {
  const file = join(directory, ORIGIN_FILE);
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")).origin : undefined;
}

/**
 * The engine to use: an installed one that is new enough, else one that an earlier set-up left in the user's cache.
 * Looks only; `provisionEngine` gets one. `reasons` tells why a candidate was passed over.
 *
 * @returns {Promise<{ engine?: Engine, reasons: string[] }>}
 */
export async function findEngine(env = process.env) {
  const reasons = [];
  const onPath = await inspectPath(env);
  if (onPath.engine) {
    return { engine: onPath.engine, reasons };
  }
  reasons.push(`on the PATH: ${onPath.reason}`);
  const engine = await inspectCache(env);
  return engine ? { engine, reasons } : { reasons };
}

async function inspectPath(env) {
  const pulumi = lookUp("pulumi", pathEntries(env));
  if (!pulumi) {
    return { reason: "there is no pulumi" };
  }
  const { version, reason } = await askVersion(pulumi, env);
  if (!version) {
    return { reason: `${pulumi} does not run (${reason})` };
  }
  if (!isNewEnough(version)) {
    return { reason: `${pulumi} is ${version}, and ${OLDEST_ENGINE} or newer is needed` };
  }
  const places = [dirname(realpathSync(pulumi)), ...pathEntries(env)];
  const missing = COMPANIONS.find((name) => !lookUp(name, places));
  if (missing) {
    return { reason: `${pulumi} is ${version}, but has no ${missing} beside it` };
  }
  return { engine: { pulumi, source: "path", version, env: {} } };
}

async function inspectCache(env) {
  const directory = cachedEngineDirectory(env);
  if (originOf(directory) === UNVERIFIED_ORIGIN) {
    return undefined;
  }
  const bin = join(directory, "bin");
  const pulumi = lookUp("pulumi", [bin]);
  if (!pulumi || COMPANIONS.some((name) => !lookUp(name, [bin]))) {
    return undefined;
  }
  const { version } = await askVersion(pulumi, env);
  if (!version) {
    return undefined;
  }
  return { pulumi, source: "cache", version, env: { PATH: [bin, env.PATH].filter(Boolean).join(delimiter) } };
}

async function askVersion(pulumi, env) {
  const result = await runCommand(pulumi, ["version"], {
    env: { ...env, PULUMI_SKIP_UPDATE_CHECK: "true" },
    timeoutMs: VERSION_TIMEOUT_MS,
  });
  const match = /^v?(\d+\.\d+\.\d+\S*)/m.exec(result.stdout);
  if (result.code === 0 && match) {
    return { version: match[1] };
  }
  return { reason: result.timedOut ? "no answer" : (result.output.trim().split("\n").at(-1) ?? "") };
}

function pathEntries(env) {
  return (env.PATH ?? "").split(delimiter).filter(Boolean);
}

function lookUp(name, directories) {
  return directories
    .flatMap((directory) => EXTENSIONS.map((extension) => join(directory, name + extension)))
    .find(isExecutable);
}

function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}
