import { ColumnReader, readDigests } from "./column-reader";
import { ColumnWriter } from "./column-writer";
import { type Header, packageHeader, packageOf, readHeader } from "./header";
import { sum } from "./lists";
import { readManifests, writeManifests } from "./manifest-columns";
import { DIGEST_BYTES } from "./names";
import type { Snapshot } from "./snapshot";
import { SnapshotError } from "./snapshot-error";
import { readVersions, type VersionLists, writeVersions } from "./version-columns";

/** The first bytes of every encoded snapshot, whatever its format. */
const MAGIC = [0x70, 0x67, 0x70, 0x73];

/** To be raised by whoever changes what the bytes mean: a page reads one format. */
const FORMAT = 1;

const BROKEN = "This data is not a snapshot of packages, or it is broken: make it again with `explore`.";

/**
 * A snapshot in few bytes, all of it: magic, format, the length of the header, the header, digests, columns. It is made to be compressed by gzip, so that
 * columns have alike things side by side.
 */
export function encodeSnapshot(snapshot: Snapshot): Uint8Array {
  const columns = new ColumnWriter();
  writeVersions(columns, snapshot.packages);
  writeManifests(columns, snapshot.packages);
  const { digests, texts } = columns;
  const header: Header = {
    ...snapshot,
    packages: snapshot.packages.map(packageHeader),
    texts,
    digests: digests.length,
  };
  const json = new TextEncoder().encode(JSON.stringify(header));
  const start = new ColumnWriter();
  for (const number of [...MAGIC, FORMAT, json.length]) start.number(number);
  return concatenated([start.written(), json, digestBytes(digests), columns.written()]);
}

/** @throws SnapshotError for anything that `encodeSnapshot` of this format has not made. */
export function decodeSnapshot(bytes: Uint8Array): Snapshot {
  try {
    return decode(bytes);
  } catch (error) {
    throw error instanceof SnapshotError ? error : new SnapshotError(BROKEN, { cause: error });
  }
}

function decode(bytes: Uint8Array): Snapshot {
  const start = new ColumnReader(bytes, [], []);
  if (MAGIC.some((byte) => start.number() !== byte)) throw new SnapshotError(BROKEN);
  const format = start.number();
  if (format !== FORMAT) {
    throw new SnapshotError(
      `This data has the format ${format}, and this page reads ${FORMAT}: open it with the version of pulumi-github-packages that has made it.`,
    );
  }
  const jsonLength = start.number();
  const jsonEnd = start.position + jsonLength;
  const { texts, digests, packages, ...header } = readHeader(bytes.subarray(start.position, jsonEnd));
  const digestsEnd = jsonEnd + digests * DIGEST_BYTES;
  if (digestsEnd > bytes.length) throw new SnapshotError(BROKEN);
  const columns = new ColumnReader(bytes.subarray(digestsEnd), readDigests(bytes.subarray(jsonEnd, digestsEnd)), texts);
  const versions = readVersions(columns, packages);
  const manifests = readManifests(columns, packages);
  if (!columns.isAtEnd) throw new SnapshotError(BROKEN);
  return {
    ...header,
    packages: packages.map((one, index) => ({
      ...packageOf(one),
      ...(versions[index] as VersionLists),
      ...manifests[index],
    })),
  };
}

function digestBytes(digests: readonly string[]): Uint8Array {
  const bytes = new Uint8Array(digests.length * DIGEST_BYTES);
  digests.forEach((digest, index) => {
    const hex = digest.slice("sha256:".length);
    for (let place = 0; place < DIGEST_BYTES; place++)
      bytes[index * DIGEST_BYTES + place] = Number.parseInt(hex.slice(2 * place, 2 * place + 2), 16);
  });
  return bytes;
}

function concatenated(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(sum(parts.map(({ length }) => length)));
  let start = 0;
  for (const part of parts) {
    whole.set(part, start);
    start += part.length;
  }
  return whole;
}
