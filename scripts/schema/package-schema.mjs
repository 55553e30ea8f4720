import { readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { documentationOf, mayBeNothing } from "./members.mjs";
import { VARIABLES } from "./settings.mjs";
import { resolved, TypeSpecs } from "./type-specs.mjs";

/**
 * Pulumi's package schema (https://www.pulumi.com/docs/iac/extending-pulumi/schema/) of what `sdk/index.ts` exports. Lists are in the order of the
 * source, and what has names is in the order of the names.
 */
export function packageSchema(root) {
  const { checker, exports } = readSdk(join(root, "sdk", "index.ts"));
  const types = new TypeSpecs(checker);
  const resources = {};
  const functions = {};
  let provider;
  for (const { name, symbol, declaration } of exports) {
    const token = `github-packages:index:${name}`;
    const description = documentationOf(checker, symbol);
    if (isClass(declaration, "CustomResource")) {
      const example = readFileSync(join(root, "scripts", "schema", "examples", `${name}.md`), "utf8").trim();
      resources[token] = { description: `${description}\n\n${example}`, ...resourceSpec(types, name, declaration) };
    } else if (isClass(declaration, "ProviderResource")) {
      provider = { description, ...inputsOf(types, declaration) };
    } else if (ts.isFunctionDeclaration(declaration)) {
      if (!name.endsWith("Output")) functions[token] = { description, ...functionSpec(types, name, declaration) };
    } else if (!ts.isInterfaceDeclaration(declaration) && !ts.isTypeAliasDeclaration(declaration)) {
      throw new Error(`${name}, which sdk/index.ts exports, is none of what a schema has`);
    }
  }
  return {
    ...about(root),
    config: { variables: configuration(provider.inputProperties) },
    types: sorted(types.named),
    provider,
    resources: sorted(resources),
    functions: sorted(functions),
  };
}

function readSdk(file) {
  const program = ts.createProgram([file], {
    strict: true,
    exactOptionalPropertyTypes: true,
    skipLibCheck: true,
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.Node20,
    moduleResolution: ts.ModuleResolutionKind.Node16,
    types: ["node"],
  });
  const checker = program.getTypeChecker();
  const exports = checker.getExportsOfModule(checker.getSymbolAtLocation(program.getSourceFile(file)));
  return {
    checker,
    exports: exports.map((exported) => {
      const symbol = resolved(checker, exported);
      return { name: exported.name, symbol, declaration: symbol.declarations[0] };
    }),
  };
}

/** The generated packages are named apart from `pulumi-github-packages`, which has the dynamic provider's classes. */
function about(root) {
  const { name, version, description, keywords, license } = JSON.parse(
    readFileSync(join(root, "package.json"), "utf8"),
  );
  return {
    name: "github-packages",
    displayName: "GitHub Packages",
    version,
    description,
    keywords: keywords.map((keyword) => (keyword === "kind/dynamic" ? "kind/native" : keyword)),
    license,
    publisher: name,
    meta: { supportPack: true },
    language: {
      csharp: {
        namespaces: { "github-packages": "GithubPackages" },
        packageReferences: { Pulumi: "3.*" },
        respectSchemaVersion: true,
      },
      go: {
        importBasePath: "example.com/pulumi-github-packages/sdk/go/githubpackages",
        respectSchemaVersion: true,
      },
      java: { buildFiles: "gradle" },
      nodejs: { packageName: `${name}-sdk`, respectSchemaVersion: true },
      python: { packageName: "pulumi_github_packages", pyproject: { enabled: true }, respectSchemaVersion: true },
    },
  };
}

function resourceSpec(types, name, declaration) {
  const outputs = declaration.members.filter(isOutput).map((member) => {
    const symbol = types.checker.getSymbolAtLocation(member.name);
    const [node] = member.type.typeArguments;
    const description = documentationOf(types.checker, symbol);
    return { name: member.name.getText(), description, isRequired: !mayBeNothing(node), nodes: [node] };
  });
  return {
    properties: Object.fromEntries(outputs.map((output) => [output.name, types.propertyOf(output, name)])),
    required: outputs.filter(({ isRequired }) => isRequired).map((output) => output.name),
    ...inputsOf(types, declaration),
    aliases: [{ type: `pulumi-nodejs:dynamic/github-packages:${name}` }],
  };
}

function isOutput(member) {
  return ts.isPropertyDeclaration(member) && !member.name.getText().startsWith("__");
}

function inputsOf(types, declaration) {
  const [, args] = declaration.members.find(ts.isConstructorDeclaration).parameters;
  const type = types.checker.getTypeFromTypeNode(args.type);
  const { properties, required } = types.objectOf(type, declaration.name.text);
  return { inputProperties: properties, ...(required && { requiredInputs: required }) };
}

function functionSpec(types, name, { parameters: [args], type: promise }) {
  const objectOf = (node) => ({
    type: "object",
    ...types.objectOf(types.checker.getTypeFromTypeNode(node), `${name[0].toUpperCase()}${name.slice(1)}`),
  });
  return { inputs: objectOf(args.type), outputs: objectOf(promise.typeArguments[0]) };
}

function configuration(args) {
  const missing = Object.keys(VARIABLES).filter((name) => !(name in args));
  if (missing.length > 0) throw new Error(`ProviderArgs has no ${missing.join(" and no ")}`);
  return Object.fromEntries(
    Object.entries(args).map(([name, spec]) => [
      name,
      { ...spec, ...(name in VARIABLES && { defaultInfo: { environment: VARIABLES[name] } }) },
    ]),
  );
}

function isClass(declaration, base) {
  if (!ts.isClassDeclaration(declaration)) return false;
  return declaration.heritageClauses?.[0]?.types[0]?.expression.getText() === `pulumi.${base}`;
}

function sorted(specs) {
  return Object.fromEntries(Object.entries(specs).sort(([a], [b]) => (a < b ? -1 : 1)));
}
