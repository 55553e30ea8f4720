import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { resolveSettings } from "../../provider/settings";
import * as sdk from "../../sdk";
import { ARGUMENT_NAMES } from "../../sdk/known-settings";
import { repositoryRoot } from "../support/imports";

interface Property {
  readonly description?: string;
  readonly secret?: boolean;
  readonly defaultInfo?: { readonly environment: string[] };
}
type Properties = Readonly<Record<string, Property>>;
interface ObjectSpec {
  readonly properties?: Properties;
  readonly required?: string[];
  readonly enum?: unknown[];
}
interface ResourceSpec extends ObjectSpec {
  readonly description: string;
  readonly inputProperties: Properties;
  readonly requiredInputs?: string[];
  readonly aliases: unknown;
}
type Takes = Pick<ResourceSpec, "inputProperties" | "requiredInputs">;
interface YamlProgram {
  readonly config?: Readonly<Record<string, string>>;
  readonly resources?: Readonly<Record<string, { readonly type: string; readonly properties: object }>>;
}
interface Schema {
  readonly version: string;
  readonly config: { readonly variables: Properties };
  readonly provider: Takes;
  readonly types: Readonly<Record<string, ObjectSpec>>;
  readonly resources: Readonly<Record<string, ResourceSpec>>;
  readonly functions: Readonly<Record<string, { inputs: ObjectSpec; outputs: ObjectSpec }>>;
}

const read = (file: string) => readFileSync(join(repositoryRoot, file), "utf8");
const schema = JSON.parse(read("sdk/schema.json")) as Schema;
const named = <Spec>(specs: Readonly<Record<string, Spec>>, name: string): Spec => {
  const spec = specs[`github-packages:index:${name}`];
  if (!spec) throw new Error(`the schema has no ${name}`);
  return spec;
};

/** Read by the eye's way, and not by the compiler's: names at the beginning of the lines of an interface. */
function namesIn(file: string, ...interfaces: string[]): string[] {
  return interfaces.flatMap((name) => {
    const [, body = ""] = new RegExp(`interface ${name} [^{]*\\{\\n([\\s\\S]*?)\\n\\}`).exec(read(file)) ?? [];
    return [...body.matchAll(/^ {2}(\w+)\??: (?!never)/gm)].map(([, property = ""]) => property);
  });
}

function outputsIn(file: string): string[] {
  return [...read(file).matchAll(/^ {2}declare readonly (\w+): /gm)].map(([, name = ""]) => name);
}

const sorted = (names: Iterable<string>) => [...names].sort();

describe("sdk/schema.json has what the classes and functions of the SDK have, and nothing else:", () => {
  it("all of them", () => {
    const exported = Object.keys(sdk).filter((name) => name !== "Provider" && !/^get\w+Output$/.test(name));
    const tokens = [...Object.keys(schema.resources), ...Object.keys(schema.functions)];
    expect(sorted(tokens)).toEqual(sorted(exported.map((name) => `github-packages:index:${name}`)));
    expect(tokens).toHaveLength(9);
    expect(schema.version).toBe(JSON.parse(read("package.json")).version);
  });

  it.each([
    ["Package", "sdk/package.ts", ["PackageArgs"], ["packageType", "name"]],
    [
      "PackageVersion",
      "sdk/package-version.ts",
      ["PackageVersionOfNamedPackage", "PackageVersionHandles", "PackageVersionOptions"],
      ["packageType", "packageName"],
    ],
    ["RetentionPolicy", "sdk/retention-policy.ts", ["RetentionPolicyArgs"], ["packageType", "packages", "rules"]],
  ] as const)("a %s's arguments and outputs, each with what it is for", (name, file, interfaces, required) => {
    const spec = named(schema.resources, name);
    expect(sorted(Object.keys(spec.inputProperties))).toEqual(sorted(namesIn(file, ...interfaces)));
    expect(Object.keys(spec.properties ?? {})).toEqual(outputsIn(file));
    expect(spec.requiredInputs).toEqual(required);
    expect(spec.aliases).toEqual([{ type: `pulumi-nodejs:dynamic/github-packages:${name}` }]);
    for (const [property, { description }] of [
      ...Object.entries(spec.inputProperties),
      ...Object.entries(spec.properties ?? {}),
    ]) {
      expect({ property, description }).toEqual({ property, description: expect.stringMatching(/\w/) });
    }
  });

  it.each([
    ["getPackage", "get-package.ts", ["PackageOfOwnerArgs", "OwnerArgs"], "GetPackageResult"],
    ["getPackages", "get-packages.ts", ["OwnerArgs"], "GetPackagesResult"],
    ["getPackageVersion", "get-package-version.ts", ["PackageOfOwnerArgs", "OwnerArgs"], "GetPackageVersionResult"],
    ["getPackageVersions", "get-package-versions.ts", ["PackageOfOwnerArgs", "OwnerArgs"], "GetPackageVersionsResult"],
    ["getDockerMigrationConflicts", "get-docker-migration-conflicts.ts", ["OwnerArgs"], "GetPackagesResult"],
    ["getReferences", "get-references.ts", [], "GetReferencesResult"],
  ] as const)("what %s takes and answers", (name, file, shared, result) => {
    const { inputs, outputs } = named(schema.functions, name);
    const own = namesIn(`sdk/functions/${file}`, `G${name.slice(1)}Args`);
    const names = [...own, ...namesIn("sdk/functions/arguments.ts", ...shared)];
    expect(sorted(Object.keys(inputs.properties ?? {}))).toEqual(sorted(names));
    expect(Object.keys(outputs.properties ?? {})).toEqual(namesIn("sdk/functions/results.ts", result));
  });

  it("a Provider's arguments, which are the stack's settings as well", () => {
    expect(sorted(Object.keys(schema.provider.inputProperties))).toEqual(sorted(ARGUMENT_NAMES));
    expect(sorted(Object.keys(schema.config.variables))).toEqual(sorted(ARGUMENT_NAMES));
  });
});

it("secrets are those values that the state must not have in clear text", () => {
  const secretsIn = (properties: Properties) => Object.keys(properties).filter((name) => properties[name]?.secret);
  expect(secretsIn(schema.provider.inputProperties)).toEqual(["token", "appAuth"]);
  expect(secretsIn(schema.config.variables)).toEqual(["token", "appAuth"]);
  expect(secretsIn(named(schema.resources, "Package").inputProperties)).toEqual(["restoreToken"]);
});

describe("environment variables", () => {
  const OTHERS: Readonly<Record<string, string>> = {
    owner: "acme",
    baseUrl: "ghes.example.com",
    apiVersion: "2026-01-01",
    maxPerPage: "50",
    cachePath: "/cache",
    undocumentedUserPaging: "false",
    undocumentedVersionCount: "false",
  };
  const variables = Object.entries(schema.config.variables).flatMap(([setting, { defaultInfo }]) =>
    (defaultInfo?.environment ?? []).map((variable) => [setting, variable] as const),
  );

  it.each(variables)("a setting's are those that the provider reads it from: %s, %s", (setting, variable) => {
    const settings = (env: Record<string, string>) => resolveSettings({ config: () => undefined, env });
    const value = { ...settings({ [variable]: OTHERS[setting] ?? "" }) } as Record<string, unknown>;
    expect(value[setting]).not.toEqual(({ ...settings({}) } as Record<string, unknown>)[setting]);
  });

  it("are none of a Provider's arguments, nor of a token", () => {
    for (const property of Object.values(schema.provider.inputProperties)) expect(property.defaultInfo).toBeUndefined();
    for (const secret of ["token", "appAuth"]) expect(schema.config.variables[secret]?.defaultInfo).toBeUndefined();
    expect(new Set(variables.map(([setting]) => setting))).toEqual(new Set(Object.keys(OTHERS)));
  });
});

it("every type is referred to, and every reference leads to a type", () => {
  const references = [...read("sdk/schema.json").matchAll(/"\$ref": "#\/types\/(.+?)"/g)].map(
    ([, token = ""]) => token,
  );
  expect(sorted(new Set(references))).toEqual(Object.keys(schema.types));
  for (const { properties = {}, required = [], enum: values } of Object.values(schema.types)) {
    expect(Object.keys(properties)).toEqual(expect.arrayContaining(required));
    expect(Object.keys(properties).length > 0).toBe(values === undefined);
  }
});

describe("the examples of the resources and of the registry's pages", () => {
  const blocksOf = (text: string, language: string) =>
    [...text.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, "gm"))].map(([, block = ""]) => block);
  const descriptions = Object.entries(schema.resources).map(
    ([token, { description }]) => [token, description] as const,
  );
  const pages = ["docs/_index.md", "docs/installation-configuration.md"].map((file) => [file, read(file)] as const);

  it.each(descriptions)("are there in every language: %s", (_, description) => {
    const chooser = description.split("PulumiCodeChooser")[1] ?? "";
    const languages = [...chooser.matchAll(/^```(\w+)$/gm)].map(([, language]) => language);
    expect(languages).toEqual(["typescript", "python", "go", "csharp", "java", "yaml"]);
  });

  it.each([...descriptions, ...pages])("say in YAML what the schema takes: %s", (_, text) => {
    const programs = blocksOf(text, "yaml").map((block) => parse(block) as YamlProgram);
    expect(programs).not.toEqual([]);
    for (const { config = {}, resources = {} } of programs) {
      for (const key of Object.keys(config)) expect(schema.config.variables).toHaveProperty([key.split(":")[1] ?? ""]);
      for (const { type, properties } of Object.values(resources)) {
        const isProvider = type === "pulumi:providers:github-packages";
        const { inputProperties, requiredInputs = [] }: Takes = isProvider
          ? schema.provider
          : named(schema.resources, type.replace("github-packages:", ""));
        expect(Object.keys(inputProperties)).toEqual(expect.arrayContaining(Object.keys(properties)));
        expect(Object.keys(properties)).toEqual(expect.arrayContaining(requiredInputs));
      }
    }
  });

  it("configure settings that there are", () => {
    const [, page = ""] = pages[1] ?? [];
    const settings = [...page.matchAll(/github-packages:(\w+)(?=`|:)/g)].map(([, name = ""]) => name);
    expect(settings).toContain("owner");
    for (const name of settings) expect({ name, is: name in schema.config.variables }).toEqual({ name, is: true });
  });
});
