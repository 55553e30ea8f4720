import { dirname } from "node:path";
import { retentionChapter } from "./retention.mjs";

/** @typedef {{ says?: string, command: string, pulumi?: string[], request?: object, edit?: [string, string] }} Step */

/** What the emulator calls home: an organization in its built-in data set `demo`. */
export const DEMO_OWNER = "acme";
const LOST_TAG = "v1.5.0";
const RELEASES = ['const releases = ["v1.5.0", "v1.6.0"];', 'const releases = ["v1.6.0"];'];

const pulumi = (says, ...args) => ({ says, command: `pulumi ${args.join(" ")}`, pulumi: args });

function request(says, method, path) {
  const command = `curl -X ${method} -H "Authorization: Bearer $GITHUB_TOKEN" "$GITHUB_BASE_URL${path}"`;
  return { says, command, request: { method, path } };
}

const opening = (owner) => [
  pulumi("A stack, with its state in a file.", "stack", "init", "demo"),
  pulumi("Whose packages they are.", "config", "set", "github-packages:owner", owner),
  pulumi(
    "An update shows its preview first: packages and versions that exist are adopted, nothing is made anew.",
    "up",
    "--yes",
  ),
];

/**
 * The whole story, at the emulator.
 * @param {{ lostVersion: number }} found the id of the version that somebody will delete
 * @returns {Step[]}
 */
export function emulatorScript({ lostVersion }) {
  return [
    ...opening(DEMO_OWNER),
    request(
      "Now somebody deletes a package and a version behind Pulumi's back, through GitHub's API.",
      "DELETE",
      `/orgs/${DEMO_OWNER}/packages/npm/tokens`,
    ),
    request(
      `That was the package "tokens"; this is the version that carries the tag ${LOST_TAG}.`,
      "DELETE",
      `/orgs/${DEMO_OWNER}/packages/container/api/versions/${lostVersion}`,
    ),
    pulumi("Refreshing finds out: both are gone, and leave the state.", "refresh", "--skip-preview"),
    pulumi(
      "The program still wants them: the preview shows that they will be restored, and the update does it.",
      "up",
      "--yes",
    ),
    {
      says: `A release is not wanted any more. We take ${LOST_TAG} out of the program …`,
      command: `edit examples/quickstart/index.ts`,
      edit: RELEASES,
    },
    pulumi(
      "… and let go of the protection, so that the demo can clean up after itself.",
      "config",
      "set",
      "protect",
      "false",
    ),
    pulumi("The preview shows the one version that will be deleted, and the update deletes it.", "up", "--yes"),
    ...retentionChapter(pulumi),
    pulumi(
      "Destroying deletes the packages that the program declares, with all their versions: here at the emulator.\n" +
        "On GitHub they could be restored for 30 days. `protect: true`, the program's default, would have refused.",
      "destroy",
      "--yes",
    ),
  ];
}

/**
 * At GitHub: what deletes nothing. The package is adopted, looked at, and forgotten again.
 * @returns {Step[]}
 */
export function gitHubScript({ owner }) {
  return [
    ...opening(owner),
    pulumi("Nothing to do: the world is as the program says.", "preview"),
    pulumi("What somebody changed behind Pulumi's back would show here.", "refresh", "--skip-preview"),
    pulumi(
      "The demo forgets the package; it stays on GitHub as it is.",
      "state",
      "delete",
      "--all",
      "--force",
      "--yes",
    ),
  ];
}

/** The program for one package on GitHub: it restores nothing and destroys nothing. */
export function gitHubProgram({ packageType, name }) {
  const args = `packageType: ${JSON.stringify(packageType)}, name: ${JSON.stringify(name)}, whenDeleted: "fail"`;
  return `import { Package } from "pulumi-github-packages";

export const { htmlUrl } = new Package("demo", { ${args} }, { protect: true });
`;
}

/** How to go on, with the engine that the demo used where none is on the PATH. */
export function farewell(engine) {
  const path = engine.source === "cache" ? `  export PATH="${dirname(engine.pulumi)}:$PATH"\n` : "";
  return `
The same program on GitHub, with your packages in examples/quickstart/index.ts:

${path}  export GITHUB_TOKEN=…      a token (classic) with read:packages and write:packages; delete:packages to delete
  pulumi stack init dev
  pulumi config set github-packages:owner YOUR-ORGANIZATION
  pulumi preview

A preview changes nothing. docs/demo.md tells more.
`;
}
