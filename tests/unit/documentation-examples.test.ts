import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { mistakesIn } from "../support/compile-programs";
import { repositoryRoot } from "../support/imports";

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

it("the programs in the documentation compile under the strictest settings", () => {
  const texts = examples();
  const mistakes = mistakesIn(texts).map(({ file, message }) => `${file}: ${message}`);
  expect(mistakes).toEqual([]);
  expect(texts.size).toBeGreaterThanOrEqual(9);
});
