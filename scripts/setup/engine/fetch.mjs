import { join } from "node:path";
import { repositoryRoot } from "../paths.mjs";
import { runCommand, whyNot } from "../run-command.mjs";

const FETCH = join(repositoryRoot, "scripts", "setup", "engine", "fetch-to-file.mjs");

/**
 * Writes what a URL answers into a new file.
 *
 * @returns {Promise<string | undefined>} why it failed, or nothing
 */
export async function fetchToFile(url, file, env, timeoutMs) {
  const result = await runCommand(process.execPath, [FETCH, url, file], {
    env: { NODE_USE_ENV_PROXY: "1", ...env },
    timeoutMs,
  });
  return result.code === 0 ? undefined : whyNot(result);
}
