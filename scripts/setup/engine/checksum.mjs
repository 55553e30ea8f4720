import { createHash } from "node:crypto";
import { createReadStream, readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { fetchToFile } from "./fetch.mjs";

/** The list has some kilobytes. */
const LIST_TIMEOUT_MS = 60_000;
const LONGEST_LIST_BYTES = 1024 * 1024;

/**
 * @typedef {object} Expected
 * @property {string} [checksum] the SHA-256 that an archive must have
 * @property {string} [source] who says so, as a message continues "its SHA-256 is the one that …"
 * @property {string} [reason] why none is known
 */

/**
 * What an archive's SHA-256 has to be: the pinned one, which always wins; else the one in the list that Pulumi published with the release, on another
 * host than the archive: whoever changes an archive would have to change both.
 *
 * @returns {Promise<Expected>}
 */
export async function expectedChecksum(name, directory, env, { checksums, published }) {
  if (Object.hasOwn(checksums, name)) {
    return { checksum: checksums[name], source: "scripts/setup/engine/archives.mjs pins" };
  }
  const file = join(directory, "checksums.txt");
  const unreachable = await fetchToFile(published, file, env, LIST_TIMEOUT_MS);
  if (unreachable) {
    return { reason: `${noneFor(name)}, and the release's own list is not to be had: ${unreachable}` };
  }
  const found = statSync(file).size > LONGEST_LIST_BYTES ? [] : checksumsOf(name, readFileSync(file, "utf8"));
  rmSync(file);
  if (found.length !== 1) {
    return { reason: `${noneFor(name)}, and ${published} has ${found.length} for it` };
  }
  return { checksum: found[0], source: `${published} lists` };
}

export async function sha256Of(file) {
  const hash = createHash("sha256");
  await pipeline(createReadStream(file), hash);
  return hash.digest("hex");
}

function noneFor(name) {
  return `no checksum of ${name} is pinned (scripts/setup/engine/archives.mjs says how to)`;
}

/** The different ones that a list has for a file: of lines such as `HASH  FILE`, or `HASH *FILE`. */
function checksumsOf(name, list) {
  const lines = list.split(/\r?\n/).map((line) => /^([0-9a-f]{64}) [ *](\S+)$/i.exec(line.trim()));
  const own = lines.filter((line) => line?.[2] === name).map(([, checksum]) => checksum.toLowerCase());
  return [...new Set(own)];
}
