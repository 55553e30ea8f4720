// Kept in syntax that old versions of Node can parse: its whole purpose is to run there and say so.

/** Octokit ships ES modules only, and `require()` of them is on by default from these versions: nodejs.org/api/modules.html. */
const FIRST_MINOR = { 20: 19, 22: 12 };

/** True when this package runs on the given version of Node (`process.versions.node`). */
export function isSupportedNode(version) {
  const [major, minor] = version.split(".").map(Number);
  return major in FIRST_MINOR ? minor >= FIRST_MINOR[major] : major > 22;
}

function refusal() {
  return `pulumi-github-packages needs Node 20.19, 22.12 or newer; this is ${process.version} (${process.execPath}).\nInstall a current Node from https://nodejs.org/ and run the command again.`;
}

/** Ends the process with one clear message when this Node is too old. */
export function requireSupportedNode() {
  if (isSupportedNode(process.versions.node)) {
    return;
  }
  console.error(refusal());
  process.exit(1);
}

/**
 * What each published module begins with: on a Node that is too old, one clear message in place of what would fail first. A command ends; a program that
 * loads the module gets an error, which Pulumi shows without a stack.
 */
export function nodeGuard() {
  return `"use strict";
(function () {
  const FIRST_MINOR = ${JSON.stringify(FIRST_MINOR)};
  ${isSupportedNode}
  ${refusal}
  if (isSupportedNode(process.versions.node)) return;
  if (require.main === module) {
    console.error(refusal());
    process.exit(1);
  }
  const error = new Error(refusal());
  throw Object.defineProperties(error, { stack: { value: error.message }, __pulumiRunError: { value: true } });
})();`;
}
