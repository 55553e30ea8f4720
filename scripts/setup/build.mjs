import { createHash } from "node:crypto";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { bundle, ENTRIES, pruneTypes } from "./bundle.mjs";
import { EXPLORER_PAGE } from "./bundle-explorer.mjs";
import { npmCommand } from "./dependencies.mjs";
import { reportWhile, say } from "./report.mjs";
import { lastLines, runCommand } from "./run-command.mjs";

/** What the plugin tells the engine of itself; the bundle has it. */
const SCHEMA = "sdk/schema.json";

/** The same folders as tsconfig.json's `include`, and what is bundled for browsers. */
const SOURCE_FOLDERS = ["provider", "sdk", "emulator", "cli", "policies", "explorer"];
const SETTINGS = [
  "tsconfig.json",
  "package.json",
  "package-lock.json",
  SCHEMA,
  "scripts/setup/build.mjs",
  "scripts/setup/bundle.mjs",
  "scripts/setup/bundle-explorer.mjs",
  "scripts/setup/node-version.mjs",
];

/** Types and bundles of the sources into `dist/`, unless `dist/` was built from exactly these sources. */
export async function build(root) {
  const workDirectory = join(root, ".work");
  const stampFile = join(workDirectory, "build.json");
  const sources = SOURCE_FOLDERS.flatMap((folder) => sourceFiles(root, folder));
  const stamp = JSON.stringify({ sources: hashFiles(root, [...SETTINGS, ...sources]) });
  const outputs = [...ENTRIES.map((entry) => `${entry}.js`), EXPLORER_PAGE];
  if (readStamp(stampFile) === stamp && outputs.every((output) => existsSync(join(root, "dist", output)))) {
    return;
  }
  mkdirSync(workDirectory, { recursive: true });
  /** Beside `dist/`, because source maps lead from where they are written. */
  const fresh = mkdtempSync(join(root, "dist-"));
  try {
    await reportWhile("Building (tsc, esbuild)", async () => {
      await writeTypes(root, fresh);
      await bundle(root, fresh);
    });
    swapIn(fresh, join(root, "dist"));
    writeFileSync(stampFile, stamp);
    await sayPublishedSize(root);
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
}

async function writeTypes(root, outdir) {
  const tsc = join(root, "node_modules", "typescript", "bin", "tsc");
  const result = await runCommand(process.execPath, [tsc, "-p", root, "--outDir", outdir], { cwd: root });
  if (result.code !== 0) throw new Error(`The build failed:\n${lastLines(result.output, 40)}`);
  pruneTypes(root, outdir);
}

/** What everybody downloads, told by every build, so that a jump is seen by who makes it. */
async function sayPublishedSize(root) {
  const [npm, ...prefix] = npmCommand(process.env, process.platform);
  const args = [...prefix, "pack", "--dry-run", "--ignore-scripts"];
  const { code, output } = await runCommand(npm, args, { cwd: root });
  if (code !== 0) throw new Error(`npm can't pack what was built:\n${lastLines(output)}`);
  const [packed, unpacked, files] = ["package size", "unpacked size", "total files"].map(
    (name) => new RegExp(`${name}: +(.+)`).exec(output)?.[1],
  );
  say(`  published: ${packed} packed, ${unpacked} in ${files} files`);
}

/** Outputs of sources that are gone must not stay behind, so `dist/` is replaced as a whole. */
function swapIn(fresh, dist) {
  const old = `${fresh}-old`;
  if (existsSync(dist)) {
    renameSync(dist, old);
  }
  chmodSync(fresh, 0o755);
  renameSync(fresh, dist);
  rmSync(old, { recursive: true, force: true });
}

function readStamp(file) {
  return existsSync(file) ? readFileSync(file, "utf8") : undefined;
}

function sourceFiles(root, folder) {
  return readdirSync(join(root, folder), { recursive: true })
    .filter((name) => /\.(?:tsx?|css|html|json)$/.test(name) && !name.endsWith(".d.ts"))
    .map((name) => join(folder, name))
    .sort();
}

function hashFiles(root, files) {
  const hash = createHash("sha256");
  for (const file of files) {
    hash
      .update(file)
      .update("\0")
      .update(readFileSync(join(root, file)))
      .update("\0");
  }
  return hash.digest("hex");
}
