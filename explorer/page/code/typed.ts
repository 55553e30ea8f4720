import type { RawPolicy } from "../../worker/protocol";
import { type Field, MATCH_FIELDS, MOST_RECENT_FIELDS, POLICY_FIELDS, RULE_FIELDS } from "../rules/fields";
import { asObject } from "../state/draft";
import { block, type Code, pascal, prefixed, print, quoted, type Style } from "./layout";

/** The languages in which a policy is written with the classes and enumerations of the package. */

/** How a language writes each kind of value. */
interface Language {
  readonly style: Style;
  text(text: string): Code;
  integer(value: number): Code;
  number(value: number): Code;
  flag(value: boolean): Code;
  list(texts: readonly string[]): Code;
  /** `PackageType`, `container` */
  choice(type: string, value: string): Code;
  property(name: string, code: Code): Code;
  object(type: string, properties: readonly Code[]): Code;
  rules(rules: readonly (readonly [name: string, code: Code])[]): Code;
}

function argsOf(policy: RawPolicy, language: Language): Code[] {
  const { rules, ...inputs } = policy;
  const written = Object.entries(asObject(rules)).map(([name, rule]) => [name, ruleCode(rule, language)] as const);
  return [...properties(inputs, POLICY_FIELDS, language), language.property("rules", language.rules(written))];
}

function ruleCode(rule: unknown, language: Language): Code {
  return language.object("RetentionRule", properties(asObject(rule), RULE_FIELDS, language));
}

function properties(value: RawPolicy, fields: readonly Field[], language: Language): Code[] {
  return Object.entries(value).flatMap(([name, inner]) => {
    const field = fields.find((one) => one.name === name);
    return field === undefined ? [] : language.property(name, valueCode(inner, field, language));
  });
}

function valueCode(value: unknown, field: Field, language: Language): Code {
  switch (field.kind) {
    case "integer":
      return language.integer(Number(value));
    case "number":
      return language.number(Number(value));
    case "flag":
      return language.flag(value === true);
    case "list":
      return language.list(texts(value));
    case "choice":
      return language.choice(field.type, String(value));
    case "groupBy":
      return groupingCode(value, language);
    case "other": {
      const nested = { match: MATCH_FIELDS, mostRecent: MOST_RECENT_FIELDS }[field.name] ?? [];
      return language.object(field.type, properties(asObject(value), nested, language));
    }
    default:
      return language.text(String(value));
  }
}

/** One of three types, so that languages take whatever it is. */
function groupingCode(value: unknown, language: Language): Code {
  if (typeof value === "string") return language.text(value);
  const { tagPrefixes, tagPrefixUpToLast } = asObject(value);
  if (tagPrefixUpToLast !== undefined) {
    const inner = language.property("tagPrefixUpToLast", language.text(String(tagPrefixUpToLast)));
    return language.object("RetentionGroupByTagPrefixUpToLast", [inner]);
  }
  const inner = language.property("tagPrefixes", language.list(texts(tagPrefixes)));
  return language.object("RetentionGroupByTagPrefixes", [inner]);
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

const GO: Language = {
  style: { indent: "\t", trailingComma: true, spaced: false, comma: "," },
  text: (text) => `pulumi.String(${quoted(text)})`,
  integer: (value) => `pulumi.Int(${value})`,
  number: (value) => `pulumi.Float64(${value})`,
  flag: (value) => `pulumi.Bool(${value})`,
  list: (some) => block("pulumi.ToStringArray([]string{", some.map(quoted), "})"),
  choice: (type, value) => `githubpackages.${type}${pascal(value)}`,
  property: (name, code) => prefixed(`${pascal(name)}: `, code),
  object: (type, inner) => block(`&githubpackages.${type}Args{`, inner, "}"),
  rules: (rules) =>
    block(
      "githubpackages.RetentionRuleMap{",
      rules.map(([name, code]) => prefixed(`${quoted(name)}: `, code)),
      "}",
    ),
};

/** Inputs that no class of these languages is written for here. */
export function unsaid(policy: RawPolicy): string | undefined {
  return POLICY_FIELDS.find(({ name, kind }) => kind === "other" && policy[name] !== undefined)?.name;
}

/** Of the types that `groupBy` can have, the SDK that Pulumi generates for Go knows text alone. */
export function goCanSay(policy: RawPolicy): boolean {
  return Object.values(asObject(policy.rules)).every((rule) => {
    const { groupBy } = asObject(asObject(rule).mostRecent);
    return groupBy === undefined || typeof groupBy === "string";
  });
}

export function go(policy: RawPolicy): string {
  const call = block(
    '_, err := githubpackages.NewRetentionPolicy(ctx, "images", &githubpackages.RetentionPolicyArgs{',
    argsOf(policy, GO),
    "})",
  );
  return `package main

import (
	"example.com/pulumi-github-packages/sdk/go/githubpackages"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

func main() {
	pulumi.Run(func(ctx *pulumi.Context) error {
		${print(call, GO.style, 2)}
		return err
	})
}
`;
}

const CSHARP: Language = {
  style: { indent: "    ", trailingComma: true, spaced: true, comma: "," },
  text: quoted,
  integer: String,
  number: String,
  flag: String,
  list: (some) => block("{", some.map(quoted), "}"),
  choice: (type, value) => `GithubPackages.${type}.${pascal(value)}`,
  property: (name, code) => prefixed(`${pascal(name)} = `, code),
  object: (type, inner) => block(`new Inputs.${type}Args {`, inner, "}"),
  rules: (rules) =>
    block(
      "{",
      rules.map(([name, code]) => prefixed(`[${quoted(name)}] = `, code)),
      "}",
    ),
};

export function csharp(policy: RawPolicy): string {
  const call = block('new GithubPackages.RetentionPolicy("images", new() {', argsOf(policy, CSHARP), "});");
  return `using Pulumi;
using GithubPackages = Pulumi.GithubPackages;
using Inputs = Pulumi.GithubPackages.Inputs;

return await Deployment.RunAsync(() =>
{
    ${print(call, CSHARP.style, 1)}
});
`;
}

/** @param used gets the names of the classes and enumerations that have to be imported */
function javaLanguage(used: { readonly enums: Set<string>; readonly inputs: Set<string> }): Language {
  return {
    style: { indent: "    ", trailingComma: false, spaced: false, comma: "" },
    text: quoted,
    integer: String,
    number: (value) => (Number.isInteger(value) ? `${value}.0` : String(value)),
    flag: String,
    list: (some) => some.map(quoted).join(", "),
    choice: (type, value) => {
      used.enums.add(type);
      return `${type}.${pascal(value)}`;
    },
    property: (name, code) => suffixed(prefixed(`.${name}(`, code), ")"),
    object: (type, inner) => {
      used.inputs.add(`${type}Args`);
      return block(`${type}Args.builder()`, inner, ".build()");
    },
    rules: (rules) =>
      block(
        "Map.ofEntries(",
        rules.map(([name, code], index) =>
          suffixed(prefixed(`Map.entry(${quoted(name)}, `, code), index < rules.length - 1 ? ")," : ")"),
        ),
        ")",
      ),
  };
}

function suffixed(code: Code, suffix: string): Code {
  return typeof code === "string" ? code + suffix : { ...code, close: code.close + suffix };
}

export function java(policy: RawPolicy): string {
  const used = { enums: new Set<string>(), inputs: new Set<string>() };
  const language = javaLanguage(used);
  const args = block("RetentionPolicyArgs.builder()", argsOf(policy, language), ".build()");
  const call = print(prefixed('new RetentionPolicy("images", ', suffixed(args, ");")), language.style, 3);
  const imports = [
    ...[...used.enums].map((name) => `enums.${name}`),
    ...[...used.inputs].map((name) => `inputs.${name}`),
  ].sort();
  return `package myproject;

import com.pulumi.Pulumi;
import com.pulumi.githubpackages.RetentionPolicy;
import com.pulumi.githubpackages.RetentionPolicyArgs;
${imports.map((name) => `import com.pulumi.githubpackages.${name};\n`).join("")}import java.util.Map;

public class App {
    public static void main(String[] args) {
        Pulumi.run(ctx -> {
            ${call}
        });
    }
}
`;
}
