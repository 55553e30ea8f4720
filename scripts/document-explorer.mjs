#!/usr/bin/env node
/**
 * Takes the pictures of docs/explorer.md: the real page, of packages that an emulator has, in a real browser. Their days are those on which they are taken.
 *
 *   npm run build && node scripts/document-explorer.mjs
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";
import { requireBrowser } from "./setup/browser.mjs";
import { repositoryRoot } from "./setup/paths.mjs";

const directory = mkdtempSync(join(tmpdir(), "github-packages-explorer-"));
const file = join(directory, "page.html");
const command = [join(repositoryRoot, "scripts", "explore.mjs"), "--packages", "service-0[1-5]", "--output", file];
const browser = await chromium.launch({ executablePath: requireBrowser(), args: ["--no-sandbox"] });
try {
  const { status } = spawnSync(process.execPath, command, { stdio: "inherit" });
  if (status !== 0) throw new Error("The packages can't be read.");
  await take("explorer", "light", async () => {});
  await take("explorer-why", "dark", async (page) => {
    await page.getByPlaceholder(/^Find/).fill("pr-");
    await page.getByRole("row").nth(1).click();
  });
} finally {
  await browser.close();
  rmSync(directory, { recursive: true, force: true });
}

/** A picture of the page when it has come to rest, in a format of few bytes: whoever installs the package downloads the documentation too. */
async function take(name, colorScheme, look) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, colorScheme });
  const page = await context.newPage();
  await page.goto(pathToFileURL(file).href);
  await page.getByRole("row").nth(1).waitFor();
  await look(page);
  await page.waitForTimeout(500);
  const png = await page.screenshot();
  const webp = await (await context.newPage()).evaluate(asWebp, png.toString("base64"));
  writeFileSync(join(repositoryRoot, "docs", `${name}.webp`), Buffer.from(webp, "base64"));
  await context.close();
}

/** Runs in the browser. */
async function asWebp(png) {
  const image = await createImageBitmap(await (await fetch(`data:image/png;base64,${png}`)).blob());
  const canvas = new OffscreenCanvas(image.width, image.height);
  canvas.getContext("2d").drawImage(image, 0, 0);
  const blob = await canvas.convertToBlob({ type: "image/webp", quality: 0.6 });
  const bytes = new Uint8Array(await blob.arrayBuffer());
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
}
