import { existsSync } from "node:fs";
import { reportWhile } from "./report.mjs";
import { runCommand } from "./run-command.mjs";

/** Whether this may install Debian's packages: as root, as a container's user mostly is. */
function mayInstall() {
  return process.platform === "linux" && process.getuid?.() === 0 && existsSync("/usr/bin/apt-get");
}

/**
 * Installs a program that tests need from Debian's packages, where it is missing and this may install it.
 *
 * @template Found
 * @param {{ name: string, find: () => Found | undefined, require: () => Found }} wanted what to install; where it is, if it is there; the same, or an error that says what to install
 * @returns {Promise<Found>}
 */
export async function provision({ name, find, require }) {
  if (!find() && mayInstall()) {
    await reportWhile(`Installing ${name} (apt-get)`, async () => {
      await aptGet(["update"]);
      await aptGet(["install", "-y", "--no-install-recommends", name]);
    });
  }
  return require();
}

async function aptGet(args) {
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const { code, output } = await runCommand("apt-get", args, { env });
  if (code !== 0) {
    throw new Error(`apt-get ${args.join(" ")} failed:\n${output}`);
  }
}
