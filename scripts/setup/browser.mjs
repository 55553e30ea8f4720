import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { reportWhile } from "./report.mjs";
import { runCommand } from "./run-command.mjs";

/** Under which names Chromium and its likes are installed. */
const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/** Where macOS and Windows keep it. */
const PLACES = [
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
];

const NEEDED =
  "The tests of the report's and the explorer's page need Chromium or Chrome, and there is none on the PATH";

/**
 * The browser that those tests look through: CHROME_PATH, or the first on the PATH.
 *
 * @returns {string | undefined}
 */
export function findBrowser(env = process.env, elsewhere = PLACES) {
  if (env.CHROME_PATH) {
    return env.CHROME_PATH;
  }
  const folders = (env.PATH ?? "").split(delimiter).filter((folder) => folder !== "");
  const places = folders.flatMap((folder) => NAMES.map((name) => join(folder, name)));
  return [...places, ...elsewhere].find((place) => existsSync(place));
}

/** @throws {Error} that says what to install */
export function requireBrowser(env = process.env, elsewhere = PLACES) {
  const found = findBrowser(env, elsewhere);
  if (!found) {
    throw new Error(
      `${NEEDED}. Install one (on Debian: apt-get install chromium), or name it in CHROME_PATH. \`npm run test:all\` installs it where it may; \`npm test\` does without.`,
    );
  }
  return found;
}

/** Debian's package, where there is none and this may install it: as root, as a container's user mostly is. */
export async function provisionBrowser() {
  const mayInstall = process.platform === "linux" && process.getuid?.() === 0 && existsSync("/usr/bin/apt-get");
  if (findBrowser() || !mayInstall) {
    return requireBrowser();
  }
  await reportWhile("Installing chromium (apt-get)", async () => {
    await aptGet(["update"]);
    await aptGet(["install", "-y", "--no-install-recommends", "chromium"]);
  });
  return requireBrowser();
}

async function aptGet(args) {
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const { code, output } = await runCommand("apt-get", args, { env });
  if (code !== 0) {
    throw new Error(`${NEEDED}. apt-get ${args.join(" ")} failed:\n${output}`);
  }
}
