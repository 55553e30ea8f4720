import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { provision } from "./debian-package.mjs";

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

/** Debian's package, where there is none and this may install it. */
export function provisionBrowser() {
  return provision({ name: "chromium", find: findBrowser, require: requireBrowser });
}
