import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expectSuccess } from "../support/engine";
import { repositoryRoot } from "../support/imports";
import { type Scenario, startScenario } from "../support/scenario";

/** The outputs that a class declares, and those of them that may be missing, from its source. */
function outputsOf(file: string): Record<string, boolean> {
  const source = readFileSync(join(repositoryRoot, "sdk", file), "utf8");
  const declared = [...source.matchAll(/declare readonly (\w+): pulumi\.Output<(.*)>;/g)];
  return Object.fromEntries(declared.map(([, name = "", type = ""]) => [name, type.includes("undefined")]));
}

const CLASSES = {
  Package: outputsOf("package.ts"),
  PackageVersion: outputsOf("package-version.ts"),
  RetentionPolicy: outputsOf("retention-policy.ts"),
};

/** Every way in which a program comes to a resource. */
const WAYS: Record<string, { kind: keyof typeof CLASSES; made: string }> = {
  declaredPackage: {
    kind: "Package",
    made: `new Package("a", { owner: "acme", packageType: "container", name: "api" })`,
  },
  foundPackage: { kind: "Package", made: `Package.get("b", "acme/container/api")` },
  ofDeclared: { kind: "PackageVersion", made: `new PackageVersion("c", { package: made.declaredPackage, tag: "v1" })` },
  ofFound: { kind: "PackageVersion", made: `new PackageVersion("d", { package: made.foundPackage, tag: "v2" })` },
  ofNamed: {
    kind: "PackageVersion",
    made: `new PackageVersion("e", { owner: "acme", packageType: "npm", packageName: "ui", version: "1.0.0" })`,
  },
  foundVersion: { kind: "PackageVersion", made: `PackageVersion.get("f", "acme/container/api/301")` },
  policy: {
    kind: "RetentionPolicy",
    made: `new RetentionPolicy("g", { owner: "acme", packageType: "npm", packages: ["ui"], rules: { old: { action: "delete", match: { olderThan: "9999d" } } } })`,
  },
};

const program = `
const made = {};
${Object.entries(WAYS)
  .map(([way, { made }]) => `made.${way} = ${made};`)
  .join("\n")}
const outputs = ${JSON.stringify(Object.fromEntries(Object.entries(WAYS).map(([way, { kind }]) => [way, Object.keys(CLASSES[kind])])))};
const missing = Object.entries(outputs).flatMap(([way, names]) =>
  names.filter((name) => !pulumi.Output.isInstance(made[way][name])).map((name) => way + "." + name));
if (missing.length > 0) throw new pulumi.RunError("no output: " + missing.join(", "));
exports.values = Object.fromEntries(Object.entries(outputs).map(([way, names]) =>
  [way, Object.fromEntries(names.map((name) => [name, made[way][name]]))]));
`;

let scenario: Scenario;
afterEach(() => scenario?.close());

it("every output that a class declares is there, however a program comes to the resource", async () => {
  scenario = await startScenario(program);
  const up = await scenario.workspace.up(["--skip-preview"]);
  expectSuccess(up);
  const { code, stdout } = await scenario.workspace.pulumi(["stack", "output", "--json"]);
  expect(code).toBe(0);
  const { values } = JSON.parse(stdout) as { values: Record<string, Record<string, unknown>> };
  const unset = Object.entries(WAYS).flatMap(([way, { kind }]) =>
    Object.entries(CLASSES[kind]).flatMap(([name, optional]) =>
      optional || (values[way]?.[name] ?? null) !== null ? [] : [`${way}.${name}`],
    ),
  );
  expect(unset).toEqual([]);
});
