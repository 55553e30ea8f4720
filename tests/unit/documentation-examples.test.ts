import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { repositoryRoot } from "../support/imports";

/** As strict as a reader's compiler can be. */
const options: ts.CompilerOptions = {
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  noEmit: true,
  skipLibCheck: true,
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.Node16,
  moduleResolution: ts.ModuleResolutionKind.Node16,
  types: ["node"],
  paths: {
    "pulumi-github-packages": [join(repositoryRoot, "sdk/index.ts")],
    "pulumi-github-packages/*": [join(repositoryRoot, "*/index.ts")],
  },
};

/** Whole programs, and resources on their own; what has an ellipsis or is a property alone is no program. */
function examples(): Map<string, string> {
  const files = ["README.md", ...readdirSync(join(repositoryRoot, "docs")).map((name) => `docs/${name}`)];
  const found = new Map<string, string>();
  for (const file of files.filter((name) => name.endsWith(".md"))) {
    const blocks = readFileSync(join(repositoryRoot, file), "utf8").matchAll(/```ts\n([\s\S]*?)```/g);
    for (const [, text = ""] of blocks) {
      if (!/^(?:import|new) /.test(text)) continue;
      const name = `${file.replace(/\W/g, "-")}-${found.size}.mts`;
      found.set(join(repositoryRoot, "tests", name), text.startsWith("new ") ? withImport(text) : text);
    }
  }
  return found;
}

function withImport(text: string): string {
  return `import { RetentionPolicy } from "pulumi-github-packages";\n${text}`;
}

test("the programs in the documentation compile under the strictest settings", () => {
  const texts = examples();
  const host = ts.createCompilerHost(options);
  const { fileExists, readFile, getSourceFile } = host;
  host.fileExists = (file) => texts.has(file) || fileExists.call(host, file);
  host.readFile = (file) => texts.get(file) ?? readFile.call(host, file);
  host.getSourceFile = (file, ...rest) => {
    const text = texts.get(file);
    return text === undefined ? getSourceFile.call(host, file, ...rest) : ts.createSourceFile(file, text, rest[0]);
  };
  const program = ts.createProgram([...texts.keys()], options, host);
  const mistakes = ts
    .getPreEmitDiagnostics(program)
    .filter(({ file }) => file !== undefined && texts.has(file.fileName))
    .map(({ file, messageText }) => `${file?.fileName}: ${ts.flattenDiagnosticMessageText(messageText, "\n")}`);
  expect(mistakes).toEqual([]);
  expect(texts.size).toBeGreaterThanOrEqual(9);
});
