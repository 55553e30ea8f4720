import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { runCommand, whyNot } from "../run-command.mjs";
import { archiveName, OFFICIAL_ARCHIVES } from "./archives.mjs";
import { expectedChecksum, sha256Of } from "./checksum.mjs";
import { fetchToFile } from "./fetch.mjs";
import { PINNED_ENGINE } from "./versions.mjs";

/** The archive has about 200 MB. A host that cannot be reached at all fails much sooner, within Node's own time-outs. */
const DOWNLOAD_TIMEOUT_MS = 10 * 60_000;
const UNPACK_TIMEOUT_MS = 5 * 60_000;

/**
 * Pulumi's official archive into `<directory>/bin`, once its SHA-256 is what it has to be: before that nothing of it is unpacked or run, and without a
 * checksum it is not even fetched. It touches nothing else: no profile is edited, no PATH changed.
 *
 * @returns {Promise<{ reason?: string, source?: string }>} why it failed; or who says that the checksum is right
 */
export async function downloadEngine(directory, env = process.env, archives = OFFICIAL_ARCHIVES) {
  const name = archiveName(PINNED_ENGINE);
  if (!name) {
    return { reason: `Pulumi publishes no archive for ${process.platform} on ${process.arch}` };
  }
  const expected = await expectedChecksum(name, directory, env, archives);
  if (expected.reason) {
    return { reason: expected.reason };
  }
  const file = join(directory, name);
  const reason =
    (await fetchToFile(`${archives.origin}/${name}`, file, env, DOWNLOAD_TIMEOUT_MS)) ??
    (await compareChecksum(file, name, expected)) ??
    (await unpack(file, directory, env));
  rmSync(file, { force: true });
  return reason ? { reason } : { source: expected.source };
}

async function compareChecksum(file, name, { checksum, source }) {
  const found = await sha256Of(file);
  return found === checksum
    ? undefined
    : `nothing of ${name} was run: its SHA-256 is ${found}, and ${source} ${checksum}`;
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
