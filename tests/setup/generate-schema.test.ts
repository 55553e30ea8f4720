import { spawnSync } from "node:child_process";
import { cpSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { repositoryRoot } from "../support/imports";
import { temporaryDirectory } from "../support/temporary-directory";

describe("scripts/generate-schema.mjs", () => {
  /** The generator, over a copy of the SDK in which one text is another. */
  function generateFrom(file: string, text: string, other: string): { status: number | null; stderr: string } {
    const root = temporaryDirectory("schema-");
    for (const name of ["package.json", "sdk", "scripts"]) {
      cpSync(join(repositoryRoot, name), join(root, name), { recursive: true });
    }
    symlinkSync(join(repositoryRoot, "node_modules"), join(root, "node_modules"));
    const source = readFileSync(join(repositoryRoot, file), "utf8");
    expect(source).toContain(text);
    writeFileSync(join(root, file), source.replace(text, other));
    const { status, stderr } = spawnSync(process.execPath, ["scripts/generate-schema.mjs", "--check"], {
      cwd: root,
      encoding: "utf8",
    });
    return { status, stderr };
  }

  it("--check fails when a docstring has changed", () => {
    const { status, stderr } = generateFrom(
      "sdk/package.ts",
      "/** The registry. A change replaces the resource. */",
      "/** Another. */",
    );
    expect(status).toBe(1);
    expect(stderr).toBe("sdk/schema.json is not what the sources in sdk/ say. Run node scripts/generate-schema.mjs.\n");
  });

  it.each([
    [
      "a type without a word in a schema",
      "asOf?: pulumi.Input<string>",
      "asOf?: pulumi.Input<Date>",
      "RetentionPolicyAsOf: a schema has no word for Date",
    ],
    [
      "a union of texts and types",
      'pulumi.Input<"createdAt" | "updatedAt">',
      'pulumi.Input<TagState | "x">',
      'RetentionMatchTimestamp: a schema has no word for "x"',
    ],
  ])("fails for %s, and leaves nothing out", (_, text, other, message) => {
    const { status, stderr } = generateFrom("sdk/retention-policy.ts", text, other);
    expect(status).toBe(1);
    expect(stderr).toContain(message);
  });
});
