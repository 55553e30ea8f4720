import { join } from "node:path";
import { runInNewContext } from "node:vm";
import fc from "fast-check";
import { parse } from "yaml";
import { csharp, go, java } from "../../../explorer/page/code/typed";
import { python, typescript, yaml } from "../../../explorer/page/code/untyped";
import { mistakesIn } from "../../support/compile-programs";
import { hostileText } from "../../support/hostile-text";
import { repositoryRoot } from "../../support/imports";
import { arbitraryPolicy } from "../retention/arbitrary-world";

const plain = (value: unknown) => JSON.parse(JSON.stringify(value));

/** Of names that begin with "__" the planner says that they are mistakes: such a policy has no program. */
const ruleName = hostileText.filter((name) => !name.startsWith("__"));

/** What Pulumi's YAML takes for an expression. */
const EXPRESSION = ["$", "{x}"].join("");

const policies = fc
  .tuple(
    arbitraryPolicy,
    fc.array(fc.tuple(ruleName, hostileText), { maxLength: 3 }),
    fc.record({ maxDeletePercent: fc.integer({ min: 0, max: 100 }), restore: fc.boolean() }, { requiredKeys: [] }),
  )
  .map(([policy, named, more]) => ({
    packages: ["**"],
    ...plain(policy),
    ...more,
    rules: Object.fromEntries([
      ...Object.entries(plain(policy.rules)),
      ...named.map(([name, tag]) => [
        name,
        { action: "delete", match: { tags: [tag, EXPRESSION, "a: b"], olderThan: "14d" } },
      ]),
    ]),
  }));

describe("the policy as a program", () => {
  it("in TypeScript says what the policy says", () => {
    fc.assert(
      fc.property(policies, (policy) => {
        const args = typescript(policy).replace(/^import .*\n\nnew RetentionPolicy\("images", /, "");
        const value: unknown = runInNewContext(`JSON.stringify(${args.slice(0, args.lastIndexOf(")"))})`);
        expect(JSON.parse(String(value))).toEqual(policy);
      }),
    );
  });

  it("in YAML says what the policy says, to a reader for which ${ begins an expression", () => {
    fc.assert(
      fc.property(policies, (policy) => {
        const { properties } = parse(yaml(policy)).resources.images;
        expect(JSON.parse(JSON.stringify(properties).replaceAll("$${", "${"))).toEqual(policy);
        expect(yaml(policy).replaceAll("$${", "")).not.toContain("${");
      }),
    );
  });

  it.each([
    ["Python", python],
    ["Go", go],
    ["C#", csharp],
    ["Java", java],
  ])("in %s has others' words in quotes alone", (_, write) => {
    fc.assert(
      fc.property(policies, (policy) => {
        const known = write(policy).replaceAll(/"(?:[^"\\\n]|\\.)*"/g, '""');
        expect(known).not.toMatch(/["'`<>#$|]{3}|script|evil|octocat|\p{Cf}/u);
        expect(known.split("\n").every((line) => /^[\t ]*[\w\s.,;:{}()[\]&=<>*"/-]*$/.test(line))).toBe(true);
      }),
    );
  });

  it("reads as somebody would write it", () => {
    const policy = {
      packageType: "container",
      packages: ["api", "web-*"],
      maxDeletions: 1000,
      rules: {
        "pull requests": { action: "delete", match: { tags: ["pr-*"], olderThan: "14d" } },
        newest: {
          action: "keep",
          match: { tagState: "tagged" },
          mostRecent: { count: 10, groupBy: { tagPrefixes: ["main-"] } },
        },
      },
    };
    const lines = [typescript, python, yaml, go, csharp, java].map((write) =>
      write(policy)
        .split("\n")
        .map((line) => line.trim()),
    );
    expect(lines[0]).toContain(`"pull requests": { action: "delete", match: { tags: ["pr-*"], olderThan: "14d" } },`);
    expect(lines[1]).toContain(`"most_recent": {"count": 10, "group_by": {"tag_prefixes": ["main-"]}},`);
    expect(lines[2]).toContain(`match: { tags: ["pr-*"], olderThan: "14d" }`);
    expect(lines[3]).toContain("Match: &githubpackages.RetentionMatchArgs{TagState: githubpackages.TagStateTagged},");
    expect(lines[4]).toContain("Action = GithubPackages.RetentionRuleAction.Delete,");
    expect(lines[5]).toContain(`Map.entry("newest", RetentionRuleArgs.builder()`);
    expect(lines[5]).toContain("import com.pulumi.githubpackages.inputs.RetentionGroupByTagPrefixesArgs;");
    const file = join(repositoryRoot, "tests", "policy.ts");
    expect(mistakesIn(new Map([[file, typescript(policy)]]))).toEqual([]);
  });
});
