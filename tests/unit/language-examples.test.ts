import { readFileSync } from "node:fs";
import { join } from "node:path";
import { repositoryRoot } from "../support/imports";

const read = (file: string) => readFileSync(join(repositoryRoot, file), "utf8");

/** What the README's first program says in quotes: names, tags, rules. */
const program = /```ts\nimport .*\n([^`]*)```/.exec(read("README.md"))?.[1] ?? "";
const texts = [...new Set([...program.replaceAll(/\/\/.*/g, "").matchAll(/"(.+?)"/g)].map(([, text = ""]) => text))];

it.each([
  "yaml/Pulumi.yaml",
  "python/__main__.py",
  "go/main.go",
  "typescript/index.ts",
  "java/src/main/java/myproject/App.java",
  "csharp/Program.cs",
])("examples/languages/%s says what the README's first program says", (file) => {
  const example = read(`examples/languages/${file}`).toLowerCase();
  expect(texts).toContain("shop/*");
  expect(texts.filter((text) => !example.includes(text.toLowerCase()))).toEqual([]);
});
