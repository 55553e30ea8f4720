import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { type Browser, chromium } from "playwright-core";
import { repositoryRoot } from "./imports";

/** A real Chromium for the explorer's page: which one, and what to do where there is none, is set-up's business. */
export async function startChromium(): Promise<Browser> {
  const script = join(repositoryRoot, "scripts", "setup", "find-browser.mjs");
  const { status, stdout, stderr } = spawnSync(process.execPath, [script], { encoding: "utf8" });
  if (status !== 0) throw new Error(stderr.trim());
  return chromium.launch({
    executablePath: stdout.trim(),
    args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking"],
  });
}
