import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { repositoryRoot } from "./surroundings";

const script = pathToFileURL(join(repositoryRoot, "scripts", "demo", "shorten.mjs")).href;

/** The second of two outputs, in pieces as they come from a pipe. */
function shortened(text: string, before = ""): string {
  const code = `
    import { createShortener } from ${JSON.stringify(script)};
    const first = createShortener();
    first.take(${JSON.stringify(before)});
    const second = createShortener(first.shown);
    const pieces = ${JSON.stringify(text)}.match(/[^]{1,7}/g);
    console.log(pieces.map((piece) => second.take(piece)).join("") + second.end());
  `;
  return execFileSync(process.execPath, ["--input-type=module", "-e", code], { encoding: "utf8" }).trimEnd();
}

const PREVIEW = `Previewing update (demo):
@ previewing update....

@ previewing update.........
 +  pulumi:pulumi:Stack quickstart-demo create warning: the update deletes 2 versions:
 +  pulumi-nodejs:dynamic/github-packages:RetentionPolicy old create
 ~  pulumi-nodejs:dynamic/github-packages:Package api refreshing
    pulumi-nodejs:dynamic/github-packages:Package api
Diagnostics:
  pulumi:pulumi:Stack (quickstart-demo):
    warning: the update deletes 2 versions:
      lib 1 [old] 1.0.0

Outputs:
    digests: [
        [0]: [unknown]
    ]

Resources:
    + 2 to create

`;
const UPDATE = `Updating (demo):
@ updating....
 +  pulumi-nodejs:dynamic/github-packages:RetentionPolicy old creating (0s)
 +  pulumi-nodejs:dynamic/github-packages:RetentionPolicy old created (0.04s)
Diagnostics:
  pulumi:pulumi:Stack (quickstart-demo):
    a message
  pulumi-nodejs:dynamic/github-packages:RetentionPolicy (old):
    error: it was not deleted
Duration: 3s
`;

describe("of Pulumi's output the demo shows", () => {
  it("what becomes of each resource, every message once, and the totals", () => {
    expect(shortened(PREVIEW + UPDATE)).toBe(`Previewing update (demo):

 +  pulumi-nodejs:dynamic/github-packages:RetentionPolicy old create
Diagnostics:
    warning: the update deletes 2 versions:
      lib 1 [old] 1.0.0

Resources:
    + 2 to create

Updating (demo):
 +  pulumi-nodejs:dynamic/github-packages:RetentionPolicy old created (0.04s)
Diagnostics:
    a message
  pulumi-nodejs:dynamic/github-packages:RetentionPolicy (old):
    error: it was not deleted`);
  });

  it("of an update's preview the messages that the preview before it did not have", () => {
    const changed = PREVIEW.replace("lib 1 [old] 1.0.0", "lib 1 [old] 1.0.0\n      lib 2 [old] 1.1.0");
    const text = shortened(changed + UPDATE, PREVIEW);
    expect(text).toContain("lib 2 [old] 1.1.0");
    expect(text).not.toContain("lib 1 [old] 1.0.0");
    expect(text).toContain("error: it was not deleted");
  });

  it.each(["pulumi stack init: Created stack 'demo'", "    + pulumi:pulumi:Stack: (create)", '        owner: "acme"'])(
    "any other line as it is: %j",
    (line) => {
      expect(shortened(`${line}\n`)).toBe(line.trimEnd());
    },
  );
});
