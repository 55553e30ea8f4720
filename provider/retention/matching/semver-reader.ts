import semver, { type SemVer } from "semver";

/** Reads a strict semantic version (an optional `v` aside); undefined for anything else: `1.4`, `1`, `latest`. */
export type SemverReader = (text: string) => SemVer | undefined;

/** Remembers what it read: several rules ask about the same hundred thousand tags. */
export function createSemverReader(): SemverReader {
  const read = new Map<string, SemVer | undefined>();
  return (text) => {
    if (read.has(text)) return read.get(text);
    const version = STARTS_LIKE_A_VERSION.test(text) ? (semver.parse(text) ?? undefined) : undefined;
    read.set(text, version);
    return version;
  };
}

/** node-semver trims its input; names and tags are taken as they are. */
const STARTS_LIKE_A_VERSION = /^v?\d+\.\d+\.\d+\S*$/;
