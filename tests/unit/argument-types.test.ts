import { join } from "node:path";
import { mistakesIn } from "../support/compile-programs";
import { repositoryRoot } from "../support/imports";

const policy = (rule: string) =>
  `new RetentionPolicy("p", { owner: "acme", packageType: "container", packages: ["api"], rules: { r: ${rule} } });`;
const version = (handle: string) =>
  `new PackageVersion("v", { owner: "acme", packageType: "container", packageName: "api", ${handle} });`;
const ofDeclared = (more: string) => `new PackageVersion("v", { package: declared, tag: "v1", ${more} });`;

const preamble = `
import { Config, output } from "@pulumi/pulumi";
import { Package, PackageVersion, RetentionPolicy, type RetentionRule } from "pulumi-github-packages";
declare const declared: Package;
declare const known: boolean;
export const config = new Config();
export const text = output("text");
`;

const right: [what: string, program: string][] = [
  ["a delete rule with a condition", policy(`{ action: "delete", match: { tags: ["pr-*"], olderThan: "14d" } }`)],
  ["a keep rule with a condition", policy(`{ action: "keep", match: { tags: ["v*"] } }`)],
  ["a keep rule for the newest of all", policy(`{ action: "keep", mostRecent: { count: 3 } }`)],
  [
    "a keep rule for the newest of some",
    policy(`{ action: "keep", match: { tags: [text] }, mostRecent: { count: 3 } }`),
  ],
  ["a rule that is known later", policy(`output({ action: "delete" as const, match: { tags: ["pr-*"] } })`)],
  [
    "rules in a variable of their type",
    `export const rules: Record<string, RetentionRule> = { r: { action: "keep", match: { semver: "*" } } };`,
  ],
  [
    "a property that is left out where it is missing",
    policy(`{ action: "delete", match: { tags: ["a"], ...(known && { olderThan: "1d" }) } }`),
  ],
  ["a version by its tag", version(`tag: text`)],
  ["a version by its id", version(`versionId: 3, whenDeleted: "fail"`)],
  ["a version of a declared package", ofDeclared("")],
];

const wrong: [what: string, program: string, complaint: RegExp][] = [
  ["a delete rule without a condition", policy(`{ action: "delete" }`), /match/],
  [
    "a delete rule of the newest",
    policy(`{ action: "delete", match: { tags: ["a"] }, mostRecent: { count: 3 } }`),
    /mostRecent|never/,
  ],
  ["a keep rule for everything", policy(`{ action: "keep" }`), /match|mostRecent/],
  ["an action that is none", policy(`{ action: "remove", match: { tags: ["a"] } }`), /"remove"/],
  ["an undefined age", policy(`{ action: "delete", match: { tags: ["a"], olderThan: process.env.AGE } }`), /undefined/],
  ["a version without a handle", version(""), /version|tag|digest/],
  ["a version by two handles", version(`tag: "v1", digest: "sha256:0"`), /digest|tag/],
  [
    "a version without a type",
    `new PackageVersion("v", { owner: "acme", packageName: "api", tag: "v1" });`,
    /packageType/,
  ],
  ["a version of a declared package and a name", ofDeclared(`packageName: "api"`), /packageName|never/],
];

const fileOf = (index: number) => join(repositoryRoot, "tests", `argument-types-${index}.mts`);

describe("what an editor says of arguments", () => {
  const programs = [...right, ...wrong].map(([, program], index) => [fileOf(index), preamble + program] as const);
  const mistakes = mistakesIn(new Map(programs));
  const about = (index: number) => mistakes.filter(({ file }) => file === fileOf(index)).map(({ message }) => message);

  it.each(right.map(([what], index) => [what, index] as const))("takes %s", (_, index) => {
    expect(about(index)).toEqual([]);
  });

  it.each(wrong.map(([what, , complaint], index) => [what, complaint, right.length + index] as const))(
    "refuses %s",
    (_, complaint, index) => {
      expect(about(index).join("\n")).toMatch(complaint);
    },
  );
});
