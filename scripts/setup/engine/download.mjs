import { join } from "node:path";
import { repositoryRoot } from "../paths.mjs";
import { runCommand } from "../run-command.mjs";
import { PINNED_ENGINE } from "./versions.mjs";

/** The archive has about 200 MB. A host that cannot be reached at all fails much sooner, within Node's own time-outs. */
const DOWNLOAD_TIMEOUT_MS = 10 * 60_000;

/** In a process of its own, so that its time can be bounded: Pulumi's own installer, from `@pulumi/pulumi`. */
const INSTALL = `
  const { PulumiCommand } = require("@pulumi/pulumi/automation");
  const { SemVer } = require("semver");
  const [root, version] = process.argv.slice(1);
  PulumiCommand.install({ root, version: new SemVer(version) }).catch((error) => {
    console.error(error.message);
    process.exit(1);
  });
`;

/**
 * Pulumi's official download into `<directory>/bin`. It touches nothing else: no profile is edited, no PATH changed.
 *
 * @returns {Promise<string | undefined>} why it failed, or nothing
 */
export async function downloadEngine(directory, env = process.env) {
  const result = await runCommand(process.execPath, ["-e", INSTALL, directory, PINNED_ENGINE], {
    cwd: join(repositoryRoot),
    env: { NODE_USE_ENV_PROXY: "1", ...env },
    timeoutMs: DOWNLOAD_TIMEOUT_MS,
  });
  if (result.code === 0) {
    return undefined;
  }
  return result.timedOut ? "it took too long" : (result.output.trim().split("\n")[0] ?? "it failed");
}
