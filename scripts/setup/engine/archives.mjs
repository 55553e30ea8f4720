/**
 * What Pulumi publishes of an engine: one archive for each platform, and the SHA-256 checksums of them that we pin. An archive without one
 * is not fetched, because nothing here could tell it from another. To add one:
 *
 * 1. fetch the archive and the list of checksums of its release (https://github.com/pulumi/pulumi/releases), and verify the list by its signature;
 * 2. compare `sha256sum ARCHIVE` with the list;
 * 3. add a line here, such as `"pulumi-v3.250.0-linux-x64.tar.gz": "<64 hexadecimal digits>"`.
 */
export const OFFICIAL_ARCHIVES = {
  /** Where they are, without a slash at the end. */
  origin: "https://get.pulumi.com/releases/sdk",
  /** @type {Readonly<Record<string, string>>} SHA-256 in lower-case hexadecimal digits, by the archive's name. */
  checksums: {},
};

const SYSTEMS = { win32: "windows" };
const ARCHITECTURES = ["x64", "arm64"];

/** The archive for a platform as Pulumi names it; nothing where Pulumi has none. */
export function archiveName(version, platform = process.platform, architecture = process.arch) {
  const system = SYSTEMS[platform] ?? platform;
  if (!["linux", "darwin", "windows"].includes(system) || !ARCHITECTURES.includes(architecture)) {
    return undefined;
  }
  return `pulumi-v${version}-${system}-${architecture}.${system === "windows" ? "zip" : "tar.gz"}`;
}
