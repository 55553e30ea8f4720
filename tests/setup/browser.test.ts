/** The browser that the tests of pages look through: found, or said to be missing. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { repositoryRoot } from "./surroundings";

const script = join(repositoryRoot, "scripts", "setup", "find-browser.mjs");

function findBrowser(env: Record<string, string>) {
  return spawnSync(process.execPath, [script], { env, encoding: "utf8" });
}

it("the one that CHROME_PATH names comes before any other", () => {
  const { stdout, status } = findBrowser({ ...process.env, CHROME_PATH: "/opt/chrome" });
  expect([stdout.trim(), status]).toEqual(["/opt/chrome", 0]);
});

it("where there is none, what is needed, what to install, and what does without are said, and nothing passes", () => {
  const code = `const { requireBrowser } = await import(${JSON.stringify(script.replace("find-browser", "browser"))}); requireBrowser({ PATH: "/nowhere" }, []);`;
  const { stderr, status } = spawnSync(process.execPath, ["--input-type=module", "-e", code], { encoding: "utf8" });
  expect(status).toBe(1);
  expect(stderr).toMatch(/need Chromium or Chrome.*apt-get install chromium.*CHROME_PATH.*`npm test` does without/);
});
