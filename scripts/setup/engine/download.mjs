import { createHash } from "node:crypto";
import { createReadStream, existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { repositoryRoot } from "../paths.mjs";
import { lastLines, runCommand } from "../run-command.mjs";
import { archiveName, OFFICIAL_ARCHIVES } from "./archives.mjs";
import { PINNED_ENGINE } from "./versions.mjs";

/** The archive has about 200 MB. A host that cannot be reached at all fails much sooner, within Node's own time-outs. */
const DOWNLOAD_TIMEOUT_MS = 10 * 60_000;
const UNPACK_TIMEOUT_MS = 5 * 60_000;

const FETCH = join(repositoryRoot, "scripts", "setup", "engine", "fetch-archive.mjs");

/** Why the official archive for this machine is not fetched; nothing where its checksum is pinned. */
export function reasonNotToDownload({ checksums } = OFFICIAL_ARCHIVES) {
  const name = archiveName(PINNED_ENGINE);
  if (!name) {
    return `Pulumi publishes no archive for ${process.platform} on ${process.arch}`;
  }
  return Object.hasOwn(checksums, name)
    ? undefined
    : `no checksum of ${name} is pinned, so it is not fetched (scripts/setup/engine/archives.mjs says how to verify and pin one)`;
}

/**
 * Pulumi's official archive into `<directory>/bin`, once its checksum is the pinned one; before that nothing of it is unpacked or run. It touches
 * nothing else: no profile is edited, no PATH changed.
 *
 * @returns {Promise<string | undefined>} why it failed, or nothing
 */
export async function downloadEngine(directory, env = process.env, { origin, checksums } = OFFICIAL_ARCHIVES) {
  const name = archiveName(PINNED_ENGINE);
  const file = join(directory, name);
  const reason =
    (await fetchArchive(`${origin}/${name}`, file, env)) ??
    (await compareChecksum(file, name, checksums[name])) ??
    (await unpack(file, directory, env));
  rmSync(file, { force: true });
  return reason;
}

async function fetchArchive(url, file, env) {
  const result = await runCommand(process.execPath, [FETCH, url, file], {
    env: { NODE_USE_ENV_PROXY: "1", ...env },
    timeoutMs: DOWNLOAD_TIMEOUT_MS,
  });
  return result.code === 0 ? undefined : whyNot(result);
}

async function compareChecksum(file, name, pinned) {
  const hash = createHash("sha256");
  await pipeline(createReadStream(file), hash);
  const found = hash.digest("hex");
  return found === pinned
    ? undefined
    : `${name} is not what was pinned, and nothing of it was run: its SHA-256 is ${found}, and ${pinned} is expected`;
}

/** The archive has one folder, on Windows with a `bin` inside. */
async function unpack(file, directory, env) {
  const unpacked = join(directory, "unpacked");
  mkdirSync(unpacked);
  const result = await runCommand("tar", ["-xf", file, "-C", unpacked], { env, timeoutMs: UNPACK_TIMEOUT_MS });
  if (result.code !== 0) {
    return `unpacking it with tar: ${whyNot(result)}`;
  }
  const top = join(unpacked, "pulumi");
  const bin = join(top, "bin");
  renameSync(existsSync(bin) ? bin : top, join(directory, "bin"));
  rmSync(unpacked, { recursive: true, force: true });
  return undefined;
}

function whyNot({ timedOut, output }) {
  return timedOut ? "it took too long" : lastLines(output, 1).trim() || "it failed";
}
