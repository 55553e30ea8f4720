import { imageFinding } from "./image-finding";
import { type Finding, nameOf, type Reader, type TextFile } from "./reader";
import { resolveVariables } from "./variables";

/** A text between quotation marks, without them. */
interface Quoted {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** Files that hold the variables of a module, by custom. */
const BESIDE = ["variables.tf", "locals.tf", "terraform.tfvars", "main.tf"];

/** Terraform: every text that is an image of GitHub's registry once local values and the defaults of variables are filled in. */
export const terraform: Reader = {
  format: "terraform",
  reads: (file) => /\.(?:tf|tofu|tfvars|hcl)$/.test(nameOf(file)),
  read: (file) => {
    const values = valuesOf(file);
    const lookUp = (expression: string) => values.get(expression.replace(/^(?:var|local)\./, ""));
    return {
      findings: quotedTexts(file.text).flatMap(({ text, start, end }): Finding[] => {
        const { text: resolved } = resolveVariables(text, lookUp);
        const isOurs = file.hosts.some((host) => resolved.toLowerCase().startsWith(`${host.toLowerCase()}/`));
        return isOurs && resolved.split("/").length > 2 && !/\s/.test(resolved)
          ? imageFinding(text, { start, end }, lookUp)
          : [];
      }),
    };
  },
};

function valuesOf({ text, near, path }: TextFile): ReadonlyMap<string, string> {
  const texts = [...BESIDE.filter((name) => !path.endsWith(name)).flatMap((name) => near(name) ?? []), text];
  const values = new Map<string, string>();
  for (const one of texts) {
    for (const [, name = "", value = ""] of one.matchAll(/^[ \t]*([\w-]+)[ \t]*=[ \t]*"([^"\n]*)"[ \t]*$/gm))
      if (name !== "default") values.set(name, value);
    for (const [, name = "", body = ""] of one.matchAll(/^variable[ \t]+"([\w-]+)"[ \t]*\{([^}]*)\}/gm)) {
      const value = /^[ \t]*default[ \t]*=[ \t]*"([^"\n]*)"/m.exec(body)?.[1];
      if (value !== undefined) values.set(name, value);
    }
  }
  return values;
}

/** https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md: texts, without those in comments; an expression within one may hold texts itself. */
function quotedTexts(source: string): Quoted[] {
  const found: Quoted[] = [];
  let at = 0;
  while (at < source.length) {
    const two = source.slice(at, at + 2);
    if (source[at] === "#" || two === "//") at = lineEnd(source, at);
    else if (two === "/*") at = after(source, "*/", at);
    else if (source[at] === '"') {
      const end = textEnd(source, at + 1);
      found.push({ text: source.slice(at + 1, end), start: at + 1, end });
      at = end + 1;
    } else at += 1;
  }
  return found;
}

function textEnd(source: string, from: number): number {
  let depth = 0;
  for (let at = from; at < source.length; at += 1) {
    const letter = source[at];
    if (letter === "\\") at += 1;
    else if (source.startsWith("${", at) && source[at - 1] !== "$") depth += 1;
    else if (letter === "}" && depth > 0) depth -= 1;
    else if (letter === '"' && depth === 0) return at;
    else if (letter === "\n" && depth === 0) return at;
  }
  return source.length;
}

function lineEnd(source: string, from: number): number {
  return after(source, "\n", from);
}

function after(source: string, text: string, from: number): number {
  const at = source.indexOf(text, from);
  return at < 0 ? source.length : at + text.length;
}
