import { join } from "node:path";
import ts from "typescript";
import { repositoryRoot } from "./imports";

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

/** What the compiler says of programs that exist only here. */
export interface ProgramMistake {
  readonly file: string;
  readonly message: string;
}

/** @param texts path → text; a path below `tests/` finds the dependencies. */
export function mistakesIn(texts: ReadonlyMap<string, string>): ProgramMistake[] {
  const host = ts.createCompilerHost(options);
  const { fileExists, readFile, getSourceFile } = host;
  host.fileExists = (file) => texts.has(file) || fileExists.call(host, file);
  host.readFile = (file) => texts.get(file) ?? readFile.call(host, file);
  host.getSourceFile = (file, ...rest) => {
    const text = texts.get(file);
    return text === undefined ? getSourceFile.call(host, file, ...rest) : ts.createSourceFile(file, text, rest[0]);
  };
  const program = ts.createProgram([...texts.keys()], options, host);
  return ts.getPreEmitDiagnostics(program).flatMap(({ file, messageText }) => {
    const message = ts.flattenDiagnosticMessageText(messageText, "\n");
    return file !== undefined && texts.has(file.fileName) ? { file: file.fileName, message } : [];
  });
}
