// Kept in syntax that old versions of Node can parse: its whole purpose is to run there and say so.

/** Octokit ships ES modules only, and `require()` of them is on by default from these versions: nodejs.org/api/modules.html. */
const FIRST_MINOR = { 20: 19, 22: 12 };

/** True when this package runs on the given version of Node (`process.versions.node`). */
export function isSupportedNode(version) {
  const [major, minor] = version.split(".").map(Number);
  return major in FIRST_MINOR ? minor >= FIRST_MINOR[major] : major > 22;
}

/** Ends the process with one clear message when this Node is too old. */
export function requireSupportedNode() {
  if (isSupportedNode(process.versions.node)) {
    return;
  }
  console.error(
    `pulumi-github-packages needs Node 20.19, 22.12 or newer; this is ${process.version} (${process.execPath}).\n` +
      "Install a current Node from https://nodejs.org/ and run the command again.",
  );
  process.exit(1);
}
