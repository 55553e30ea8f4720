import { readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";

const MAIN = "dist/provider/hosts/plugin/main.js";

const MISSING_NODE =
  "pulumi-resource-github-packages needs Node 20.19, 22.12 or newer, and there is no node on the PATH. Install it from https://nodejs.org/ and run the command again.";

/** What Pulumi starts on Linux and macOS. */
const LAUNCHER = `#!/bin/sh
if ! command -v node >/dev/null 2>&1; then
  echo "${MISSING_NODE}" >&2
  exit 1
fi
exec node "$(dirname "$0")/${MAIN}" "$@"
`;

/** The same for Windows, where Pulumi looks for this ending. */
const WINDOWS_LAUNCHER = `@echo off
where /q node
if errorlevel 1 (
  echo ${MISSING_NODE} 1>&2
  exit /b 1
)
node "%~dp0${MAIN.replaceAll("/", "\\")}" %*
`;

/**
 * What an archive of the plugin holds, the same for every system: what Pulumi starts, and the built code that it leads to.
 *
 * @param {string} root the repository, built
 * @returns {{ path: string, content: Buffer, executable?: boolean }[]}
 */
export function pluginFiles(root) {
  const read = (path) => readFileSync(join(root, path));
  const { name, version, license, engines } = JSON.parse(read("package.json"));
  const manifest = { name, version, license, type: "commonjs", engines };
  return [
    { path: "pulumi-resource-github-packages", content: Buffer.from(LAUNCHER), executable: true },
    { path: "pulumi-resource-github-packages.cmd", content: Buffer.from(WINDOWS_LAUNCHER.replaceAll("\n", "\r\n")) },
    { path: "package.json", content: Buffer.from(`${JSON.stringify(manifest, undefined, 2)}\n`) },
    { path: "LICENSE", content: read("LICENSE") },
    { path: "THIRD-PARTY-LICENSES.txt", content: read("dist/THIRD-PARTY-LICENSES.txt") },
    ...reachedFrom(root, MAIN).map((path) => ({ path, content: read(path) })),
  ];
}

/** A built file, and those that it loads, at once or late. */
function reachedFrom(root, path, reached = new Set()) {
  if (reached.has(path)) return reached;
  reached.add(path);
  const text = readFileSync(join(root, path), "utf8");
  for (const [, target] of text.matchAll(/\brequire\("(\.{1,2}\/[^"]+\.js)"\)/g)) {
    reachedFrom(root, normalize(join(dirname(path), target)), reached);
  }
  return [...reached].sort();
}
