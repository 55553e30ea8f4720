import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";
import type { Page } from "playwright-core";
import { encodeSnapshot } from "../../explorer/snapshot";
import { startChromium } from "../../tests/support/explorer-page";
import { explorerWorld } from "../../tests/support/explorer-world";
import { repositoryRoot } from "../../tests/support/imports";

/** In turn: each changes an age of a rule, and the next changes it back. */
const KEYS = ["1", "Backspace"];
const TIMES = 10;

/** Milliseconds from each key press in a rule to the frame after the one that shows the new plan. */
export async function keyPressTimes(versions: number, packages: number): Promise<number[]> {
  const directory = mkdtempSync(join(tmpdir(), "github-packages-explorer-"));
  const browser = await startChromium();
  try {
    const file = join(directory, "page.html");
    const data = gzipSync(encodeSnapshot(explorerWorld(versions, packages))).toString("base64");
    const built = readFileSync(join(repositoryRoot, "dist", "explorer", "index.html"), "utf8");
    writeFileSync(
      file,
      built.replace('id="data">', (start) => start + data),
    );
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    await page.goto(pathToFileURL(file).href);
    await page.locator(".chip.main b").filter({ hasText: /[1-9]/ }).waitFor();
    const age = page.getByLabel("olderThan").first();
    await age.focus();
    await age.press("Home");
    const times: number[] = [];
    for (let time = 0; time < TIMES; time += 1) times.push(await timeOf(page, KEYS[time % KEYS.length] as string));
    return times;
  } finally {
    await browser.close();
    rmSync(directory, { recursive: true, force: true });
  }
}

async function timeOf(page: Page, key: string): Promise<number> {
  await page.evaluate(LISTEN);
  await page.keyboard.press(key);
  return page.evaluate<number>("globalThis.timed");
}

const LISTEN = `void (globalThis.timed = new Promise((resolve) => {
  const shown = document.querySelector(".chip.main b");
  const before = shown.textContent;
  addEventListener("keydown", ({ timeStamp }) => {
    const look = () => requestAnimationFrame(() => shown.textContent === before ? look() : requestAnimationFrame((now) => resolve(now - timeStamp)));
    look();
  }, { once: true, capture: true });
}))`;
