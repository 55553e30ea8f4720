import { PINNED_ENGINE } from "./versions.mjs";

/**
 * What Pulumi publishes of an engine: one archive for each platform, the SHA-256 checksums of them that we pin, and the release's own list of
 * checksums on another host, for archives of which none is pinned. To pin one:
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
  /**
   * Lines as `sha256sum` writes them. GitHub's runner images compare the same archive with a list of the same release:
   * https://github.com/actions/runner-images/blob/main/images/ubuntu/scripts/build/install-pulumi.sh. Pulumi names the list at
   * https://raw.githubusercontent.com/pulumi/docs/master/data/versions.json.
   */
  published: `https://github.com/pulumi/pulumi/releases/download/v${PINNED_ENGINE}/pulumi-${PINNED_ENGINE}-checksums.txt`,
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
