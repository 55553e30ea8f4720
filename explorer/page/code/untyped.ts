import type { RawPolicy } from "../../worker/protocol";
import { asObject } from "../state/draft";
import { block, type Code, prefixed, print, quoted, type Style, snake } from "./layout";

/** The languages in which a policy is written as plain values. */

const SCRIPT: Style = { indent: "  ", trailingComma: true, spaced: true, comma: "," };
const PYTHON: Style = { indent: "    ", trailingComma: true, spaced: false, comma: "," };

export function typescript(policy: RawPolicy): string {
  const args = print(scriptValue(policy), SCRIPT, 0);
  return `import { RetentionPolicy } from "pulumi-github-packages";\n\nnew RetentionPolicy("images", ${args});\n`;
}

function scriptValue(value: unknown): Code {
  if (Array.isArray(value)) return block("[", value.map(scriptValue), "]");
  if (typeof value !== "object" || value === null) return plain(value);
  const items = Object.entries(value).map(([name, inner]) =>
    prefixed(`${/^[A-Za-z]\w*$/.test(name) ? name : quoted(name)}: `, scriptValue(inner)),
  );
  return block("{", items, "}");
}

export function python(policy: RawPolicy): string {
  const args = Object.entries(policy).map(([name, value]) =>
    prefixed(`${snake(name)}=`, name === "rules" ? pythonRules(value) : pythonValue(value)),
  );
  const call = print(block("githubpackages.RetentionPolicy(", [quoted("images"), ...args], ")"), PYTHON, 0);
  return `import pulumi_github_packages as githubpackages\n\n${call}\n`;
}

/** Names of rules are the user's own. */
function pythonRules(rules: unknown): Code {
  const items = Object.entries(asObject(rules)).map(([name, rule]) => prefixed(`${quoted(name)}: `, pythonValue(rule)));
  return block("{", items, "}");
}

function pythonValue(value: unknown): Code {
  if (Array.isArray(value)) return block("[", value.map(pythonValue), "]");
  if (typeof value === "boolean") return value ? "True" : "False";
  if (typeof value !== "object" || value === null) return plain(value);
  const items = Object.entries(value).map(([name, inner]) => prefixed(`${quoted(snake(name))}: `, pythonValue(inner)));
  return block("{", items, "}");
}

export function yaml(policy: RawPolicy): string {
  const lines = Object.entries(policy).flatMap(([name, value]) =>
    name === "rules"
      ? ["rules:", ...Object.entries(asObject(value)).flatMap(([rule, its]) => yamlRule(rule, its))]
      : [`${name}: ${yamlValue(value)}`],
  );
  return [
    "resources:",
    "  images:",
    "    type: github-packages:RetentionPolicy",
    "    properties:",
    ...lines.map((line) => `      ${line}`),
    "",
  ].join("\n");
}

function yamlRule(name: string, rule: unknown): string[] {
  const lines = Object.entries(asObject(rule)).map(([key, value]) => `    ${key}: ${yamlValue(value)}`);
  return [`  ${yamlText(name)}:`, ...lines];
}

function yamlValue(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(yamlValue).join(", ")}]`;
  if (typeof value === "string") return yamlText(value);
  if (typeof value !== "object" || value === null) return plain(value);
  return `{ ${Object.entries(value)
    .map(([key, inner]) => `${key}: ${yamlValue(inner)}`)
    .join(", ")} }`;
}

/** Only what no reader of YAML takes for something else goes without quotes; `${` would be an expression of Pulumi. */
function yamlText(text: string): string {
  const isPlain =
    /^[A-Za-z][\w ./-]*$/.test(text) && !text.endsWith(" ") && !/^(?:true|false|yes|no|on|off|null|y|n)$/i.test(text);
  return isPlain ? text : quoted(text).replaceAll("${", "$$${");
}

function plain(value: unknown): string {
  return typeof value === "string" ? quoted(value) : JSON.stringify(value);
}
