import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { gunzipSync } from "node:zlib";

/** A version and the instant of its publishing, as ISO 8601. */
export type PublishedVersion = readonly [version: string, publishedAt: string];

interface HistoriesFile {
  readonly header: { readonly source: string; readonly script: string; readonly collectedAt: string };
  readonly packages: Readonly<Record<string, readonly PublishedVersion[]>>;
}

/**
 * Publish histories of npm packages, oldest version first, as scripts/collect-publish-histories.mjs wrote them: plain, or
 * compressed when large. The file's header says how good its instants are.
 */
export function readNpmHistories(): HistoriesFile {
  const file = join(dataFolder(), "npm-histories.json");
  return JSON.parse(existsSync(file) ? readFileSync(file, "utf8") : gunzipSync(readFileSync(`${file}.gz`)).toString());
}

/** `emulator/data` of this package, which has this module in a folder of its own or inside a bundle. */
function dataFolder(): string {
  for (let above = __dirname; above !== dirname(above); above = dirname(above)) {
    const folder = join(above, "emulator", "data");
    if (existsSync(folder)) return folder;
  }
  throw new Error("read the data sets: emulator/data is missing. Install the package again.");
}

/**
 * The versions that were published in the order of their numbers, releases and prereleases of each major version by
 * themselves. A mirror of the registry may date older versions too late; those are left out.
 */
export function inReleaseOrder(history: readonly PublishedVersion[]): PublishedVersion[] {
  const latest = new Map<string, number[]>();
  return history.filter(([version]) => {
    const line = `${version.split(".", 1)[0]}${version.includes("-") ? "-prerelease" : ""}`;
    const numbers = (version.match(/\d+/g) ?? []).map(Number);
    const before = latest.get(line);
    if (before && compare(numbers, before) <= 0) return false;
    latest.set(line, numbers);
    return true;
  });
}

function compare(a: readonly number[], b: readonly number[]): number {
  for (let index = 0; index < Math.max(a.length, b.length); index += 1) {
    const difference = (a[index] ?? 0) - (b[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
