/** examples/organization: how it divides packages, its summary, and its workflows. All of it at work: tests/engine-slow/organization.test.ts. */
import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import * as fc from "fast-check";
import { parse } from "yaml";
import { lintWorkflows } from "../support/actionlint";
import { hostileText } from "../support/hostile-text";
import { repositoryRoot } from "../support/imports";
import { readWorkflow } from "../support/workflow";

const example = join(repositoryRoot, "examples", "organization");

/** The tool that checks workflows is compiled the first time. */
jest.setTimeout(240_000);

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "github-packages-organization-"));
  cpSync(example, directory, { recursive: true });
  mkdirSync(join(directory, "node_modules"), { recursive: true });
  symlinkSync(join(repositoryRoot, "node_modules", "yaml"), join(directory, "node_modules", "yaml"), "junction");
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

interface Share {
  readonly cost: number;
  readonly keys: readonly string[];
}
interface Division {
  readonly packages: readonly { readonly key: string; readonly cost: number }[];
  readonly former: readonly (readonly [string, readonly string[]])[];
  readonly limits: { readonly least: number; readonly capacity: number };
}

/** Many divisions in one process: the scripts are ES modules. */
function divideAll(cases: readonly Division[]): [string, Share][][] {
  const module = pathToFileURL(join(example, "scripts", "division.mjs")).href;
  const code = `
    import { readFileSync } from "node:fs";
    import { divide } from ${JSON.stringify(module)};
    const cases = JSON.parse(readFileSync(0, "utf8"));
    console.log(JSON.stringify(cases.map(({ packages, former, limits }) => [...divide(packages, new Map(former), limits)])));`;
  const input = JSON.stringify(cases);
  return JSON.parse(
    execFileSync(process.execPath, ["--input-type=module", "-e", code], {
      input,
      maxBuffer: 256 * 1024 * 1024,
    }).toString(),
  );
}

const arbitraryPackages = fc.uniqueArray(
  fc.record({ key: fc.integer({ min: 0, max: 200 }).map((n) => `npm/lib${n}`), cost: fc.integer({ min: 1, max: 90 }) }),
  {
    selector: ({ key }) => key,
    minLength: 1,
    maxLength: 60,
  },
);
const arbitraryDivision: fc.Arbitrary<Division> = fc.record({
  packages: arbitraryPackages,
  former: fc
    .array(
      fc.uniqueArray(
        fc.integer({ min: 0, max: 200 }).map((n) => `npm/lib${n}`),
        { maxLength: 30 },
      ),
      { maxLength: 6 },
    )
    .map((shares) => shares.map((keys, index) => [`share-0${index + 1}`, keys] as const)),
  limits: fc.record({ least: fc.integer({ min: 1, max: 6 }), capacity: fc.integer({ min: 50, max: 300 }) }),
});
const toShares = (division: [string, Share][]) => division.map(([name, { keys }]) => [name, keys] as const);
const homesOf = (shares: readonly (readonly [string, readonly string[]])[]) =>
  new Map(shares.flatMap(([name, keys]) => keys.map((key) => [key, name] as const)));

describe("the division into stacks", () => {
  const cases = fc.sample(arbitraryDivision, { numRuns: 300, seed: 7 });

  it("has every package in exactly one stack, whatever the stacks had before, and no stack beyond a token's hour", () => {
    const divisions = divideAll(cases);
    for (const [index, { packages, limits }] of cases.entries()) {
      const division = divisions[index] ?? [];
      const keys = division.flatMap(([, share]) => share.keys);
      expect([...keys].sort()).toEqual(packages.map(({ key }) => key).sort());
      for (const [, { cost, keys: own }] of division) expect(cost <= limits.capacity || own.length === 1).toBe(true);
      expect(division.length).toBeGreaterThanOrEqual(limits.least);
    }
  });

  it("moves nothing when it is done again, and nothing of what stays when packages go", () => {
    const first = divideAll(cases);
    const again = divideAll(cases.map((one, index) => ({ ...one, former: toShares(first[index] ?? []) })));
    expect(again.map(toShares)).toEqual(first.map(toShares));
    const fewer = cases.map((one, index) => ({
      ...one,
      packages: one.packages.filter((_, place) => place % 3 !== 0),
      former: toShares(first[index] ?? []),
    }));
    for (const [index, division] of divideAll(fewer).entries()) {
      const before = homesOf(toShares(first[index] ?? []));
      for (const [key, home] of homesOf(toShares(division))) expect(home).toBe(before.get(key));
    }
  });

  it("moves a package only out of a stack that has grown too large", () => {
    const first = divideAll(cases);
    const grown = cases.map((one, index) => ({
      ...one,
      packages: one.packages.map(({ key, cost }, place) => ({ key, cost: place % 2 === 0 ? cost * 2 : cost })),
      former: toShares(first[index] ?? []),
    }));
    for (const [index, division] of divideAll(grown).entries()) {
      const { packages = [], limits } = grown[index] ?? {};
      const costs = new Map(packages.map(({ key, cost }) => [key, cost]));
      const fits = new Set(
        toShares(first[index] ?? []).flatMap(([name, keys]) =>
          keys.reduce((sum, key) => sum + (costs.get(key) ?? 0), 0) <= (limits?.capacity ?? 0) ? [name] : [],
        ),
      );
      const before = homesOf(toShares(first[index] ?? []));
      for (const [key, home] of homesOf(toShares(division))) {
        if (fits.has(before.get(key) ?? "")) expect(home).toBe(before.get(key));
      }
    }
  });
});

describe("divide.mjs", () => {
  const divide = (inventory: unknown, ...args: string[]) => {
    writeFileSync(join(directory, "inventory.json"), JSON.stringify(inventory));
    return spawnSync(process.execPath, ["scripts/divide.mjs", "inventory.json", ...args], {
      cwd: directory,
      encoding: "utf8",
    });
  };
  const one = (name: string, versionCount = 10, owner = "acme") => ({
    owner,
    packageType: "container",
    name,
    versionCount,
    createdAt: "2020-01-01T00:00:00Z",
  });

  it("keeps what else a stack's configuration has, and names packages so that a policy takes them as they are", () => {
    writeFileSync(
      join(directory, "Pulumi.share-01.yaml"),
      "# ours\nencryptionsalt: v1:abc\nconfig:\n  github-packages:maxConcurrency: 4\n",
    );
    expect(divide([one("web/api"), one("odd[1]*{a}")]).status).toBe(0);
    const text = readFileSync(join(directory, "Pulumi.share-01.yaml"), "utf8");
    expect(text).toContain("# ours");
    expect(parse(text)).toEqual({
      encryptionsalt: "v1:abc",
      config: {
        "github-packages:maxConcurrency": 4,
        "github-packages:owner": "acme",
        "github-packages-organization:packages": { container: ["odd\\[1\\]\\*\\{a\\}", "web/api"] },
      },
    });
    const again = readFileSync(join(directory, "Pulumi.share-01.yaml"), "utf8");
    expect(divide([one("web/api"), one("odd[1]*{a}")]).status).toBe(0);
    expect(readFileSync(join(directory, "Pulumi.share-01.yaml"), "utf8")).toBe(again);
  });

  it("tells of a package that is too large for any stack, which gets one of its own", () => {
    const { stdout } = divide([one("huge", 900_000), one("small")], "--requests", "4000");
    expect(stdout).toContain("share-01 takes more than a token's hour: container/huge.");
    expect(readdirSync(directory).filter((name) => /^Pulumi\.share/.test(name))).toHaveLength(2);
  });

  it.each([
    ["no packages", [], [], "has no packages: nothing was written."],
    ["packages of two owners", [one("a"), one("b", 1, "other")], [], "has packages of acme, other"],
    ["a number that is none", [one("a")], ["--stacks", "many"], "--stacks is a whole number from 1 on; many is not."],
  ])("refuses %s, and writes nothing", (_, inventory, args, words) => {
    const { status, stderr } = divide(inventory, ...args);
    expect([status, stderr]).toEqual([1, expect.stringContaining(words)]);
    expect(readdirSync(directory).filter((name) => /^Pulumi\.share|matrix/.test(name))).toEqual([]);
  });
});

describe("summary.mjs", () => {
  const summary = (results: readonly object[]) => {
    const include = [...results, { stack: "share-99" }].map((result) => ({ token: "T", ...result }));
    writeFileSync(join(directory, "matrix.json"), JSON.stringify({ include }));
    mkdirSync(join(directory, "results"));
    for (const result of results as { stack: string }[]) {
      writeFileSync(join(directory, "results", `${result.stack}.json`), JSON.stringify(result));
    }
    return execFileSync(process.execPath, ["scripts/summary.mjs"], { cwd: directory, encoding: "utf8" });
  };

  it("has what needs somebody first, a stack that has not run too", () => {
    const page = summary([
      { stack: "share-01", outcome: "done", command: "up", packages: 25, deletions: 1234, restorations: 0, seconds: 9 },
      { stack: "share-02", outcome: "failed", command: "up", message: "GitHub said 502", deletions: 3, seconds: 2 },
    ]);
    expect(page.split("\n").filter((line) => /^(##|\| share)/.test(line))).toEqual([
      "## 25 packages in 3 stacks: 1,237 versions deleted, 0 restored",
      "| share-02 | ❌ failed |  | 3 |  | 2 |",
      "| share-99 | ❔ has not run |  |  |  |  |",
      "| share-01 | ✅ done | 25 | 1,234 | 0 | 9 |",
    ]);
    expect(page).toContain("**share-02**\n\n    GitHub said 502\n");
  });

  it("takes messages for text, and cuts long ones", () => {
    const texts = [...fc.sample(hostileText, { numRuns: 150, seed: 3 }), "long ".repeat(2000)];
    const page = summary(
      texts.map((text, index) => ({ stack: `share-${100 + index}`, outcome: "failed", message: text })),
    );
    const below = page.slice(page.indexOf("**share-100**"));
    const known = /^(?:| {4}.*|\*\*share-\d+\*\*)$/;
    expect(below.split(/\r\n|[\n\r\u2028\u2029]/).filter((line) => !known.test(line))).toEqual([]);
    expect(below.length).toBeLessThan(150 * 300 + 3000);
  });
});

describe("the workflows of the organization's example", () => {
  const folder = join(example, ".github", "workflows");
  const files = ["plan", "nightly"].map((name) => join(folder, `${name}.yml`));

  it("pass actionlint", async () => expect(await lintWorkflows(files)).toEqual([]));

  it("may read and nothing else, put no text into a script, and leave no token behind for a pull request's code", () => {
    const workflows = files.map(readWorkflow);
    expect(workflows.map(({ permissions }) => permissions)).toEqual([{ contents: "read" }, { contents: "read" }]);
    const steps = workflows.flatMap(({ jobs }) => Object.values(jobs).flatMap((job) => job.steps));
    expect(steps.flatMap(({ run = "" }) => run).filter((script) => script.includes("${{"))).toEqual([]);
    const checkouts = steps.filter(({ uses = "" }) => uses.startsWith("actions/checkout@"));
    for (const { with: inputs } of checkouts) expect(inputs).toMatchObject({ "persist-credentials": false });
  });

  it("a pull request previews the stacks that it changes, and all of them where it changes the program", () => {
    const git = (...args: string[]) =>
      execFileSync(
        "git",
        ["-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "commit.gpgsign=false", ...args],
        {
          cwd: directory,
          encoding: "utf8",
        },
      );
    const changed = () => {
      git("add", "--all");
      git("commit", "--quiet", "--message", "change");
      const json = execFileSync(process.execPath, ["scripts/changed.mjs", "HEAD~1"], {
        cwd: directory,
        encoding: "utf8",
      });
      return JSON.parse(json).include.map(({ stack }: { stack: string }) => stack);
    };
    writeFileSync(join(directory, ".gitignore"), "node_modules\n");
    const stacks = ["share-01", "share-02"];
    for (const stack of stacks) writeFileSync(join(directory, `Pulumi.${stack}.yaml`), "config: {}\n");
    writeFileSync(
      join(directory, "matrix.json"),
      JSON.stringify({ include: stacks.map((stack) => ({ stack, token: "T" })) }),
    );
    git("init", "--quiet");
    git("add", "--all");
    git("commit", "--quiet", "--message", "first");
    writeFileSync(join(directory, "Pulumi.share-02.yaml"), "config: { a: b }\n");
    expect(changed()).toEqual(["share-02"]);
    writeFileSync(join(directory, "README.md"), "words\n");
    expect(changed()).toEqual([]);
    writeFileSync(join(directory, "index.ts"), "// rules\n");
    expect(changed()).toEqual(stacks);
  });
});
