import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { repositoryRoot } from "../paths.mjs";

/**
 * Puts beside an engine built from Go modules what Pulumi's archive brings: our small language host, and the script that
 * starts dynamic providers, which ships in `@pulumi/pulumi`. The engine finds them beside itself without a warning.
 * Files that are right already are not touched; others are replaced atomically, as an engine may be running.
 */
export function placeCompanions(bin, platform = process.platform) {
  mkdirSync(bin, { recursive: true });
  const sdk = join(repositoryRoot, "node_modules", "@pulumi", "pulumi");
  const host = readFileSync(join(repositoryRoot, "scripts/setup/language-host/pulumi-language-nodejs.cjs"), "utf8");
  if (platform === "win32") {
    place(join(bin, "pulumi-language-nodejs.cjs"), host);
    place(join(bin, "pulumi-language-nodejs.cmd"), '@node "%~dp0pulumi-language-nodejs.cjs" %*\r\n');
    place(join(bin, "pulumi-resource-pulumi-nodejs.cmd"), readShim(sdk, ".cmd"));
    return;
  }
  place(join(bin, "pulumi-language-nodejs"), host);
  place(join(bin, "pulumi-resource-pulumi-nodejs"), readShim(sdk, ""));
}

function readShim(sdk, extension) {
  const places = ["", "dist"].map((folder) => join(sdk, folder, `pulumi-resource-pulumi-nodejs${extension}`));
  return readFileSync(places.find(existsSync) ?? places[0], "utf8");
}

function place(file, text) {
  if (existsSync(file) && readFileSync(file, "utf8") === text) {
    return;
  }
  const fresh = `${file}.${process.pid}`;
  writeFileSync(fresh, text);
  chmodSync(fresh, 0o755);
  renameSync(fresh, file);
}
