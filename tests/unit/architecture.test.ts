import { readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { type Import, importsOf, repositoryRoot, sourceFiles } from "../support/imports";

const folders = ["provider", "sdk", "emulator", "cli", "policies", "explorer"];
const product = folders.flatMap(sourceFiles);
const imports = product.flatMap(importsOf);

interface Rule {
  readonly rule: string;
  readonly because: string;
  readonly breaks: (edge: Import) => boolean;
}

const inFolder = (path: string, ...folders: string[]) =>
  folders.some((folder) => path === folder || path.startsWith(`${folder}/`));
const isPackage = (path: string) => !inFolder(path, ...folders);
const core = ["provider/model", "provider/lookup", "provider/resources", "provider/retention", "provider/functions"];

/** What every part of the provider may import. */
const PLAIN = [
  "provider/errors",
  "provider/in-parallel",
  "provider/ports",
  "provider/progress",
  "provider/proxies",
  "provider/own-directory",
  "provider/time-limit",
];

const rules: Rule[] = [
  {
    rule: "only the hosts and the sdk know Pulumi",
    because: "a second host must be possible without touching the core",
    breaks: ({ from, to }) => to.startsWith("@pulumi/") && !inFolder(from, "sdk", "provider/hosts", "policies"),
  },
  {
    rule: "policies import the types of the policy SDK, and of the provider the model and what reads a plan",
    because: "they run in a policy pack, which installs its own SDK and none of the provider's clients",
    breaks: ({ from, to, typeOnly }) =>
      inFolder(from, "policies") &&
      !inFolder(to, "policies") &&
      !(typeOnly && to === "@pulumi/policy") &&
      !inFolder(to, "provider/model") &&
      ![
        "provider/retention/plan/entries",
        "provider/retention/plan/entry-text",
        "provider/retention/policy/globs",
      ].includes(to),
  },
  {
    rule: "nothing imports the policies",
    because: "they are an entry of their own",
    breaks: ({ from, to }) => inFolder(to, "policies") && !inFolder(from, "policies"),
  },
  {
    rule: "only provider/github knows Octokit",
    because: "every answer of GitHub is translated once, in one place",
    breaks: ({ from, to }) => to.startsWith("@octokit/") && !inFolder(from, "provider/github"),
  },
  {
    rule: "the core knows no adapter, no host and no settings",
    because: "the arrows go from the hosts to the core, and from the adapters to the ports",
    breaks: ({ from, to }) =>
      inFolder(from, ...core) &&
      inFolder(to, "provider/github", "provider/hosts", "provider/settings", "provider/connect"),
  },
  {
    rule: "the model imports nothing but itself",
    because: "everything else rests on it",
    breaks: ({ from, to }) => inFolder(from, "provider/model") && !inFolder(to, "provider/model"),
  },
  {
    rule: "notes rest on the model",
    because: "the command line reads them without the rest of the provider",
    breaks: ({ from, to }) =>
      inFolder(from, "provider/notes") && !inFolder(to, "provider/notes", "provider/model", "zod"),
  },
  {
    rule: "the retention planner is pure: the model, its own files, and libraries without input or output",
    because: "the same world must give the same plan",
    breaks: ({ from, to }) =>
      inFolder(from, "provider/retention") &&
      !inFolder(to, "provider/retention", "provider/model") &&
      !["zod", "semver", "picomatch", "re2js", "fastest-levenshtein", "node:crypto"].includes(to),
  },
  {
    rule: "sizes are counted by their own files alone",
    because: "a page in a browser counts with them, and the same world must give the same sizes",
    breaks: ({ from, to }) => inFolder(from, "provider/sizes") && !inFolder(to, "provider/sizes"),
  },
  {
    rule: "references rest on the model",
    because: "the policy, the function and the command read them alike",
    breaks: ({ from, to }) =>
      inFolder(from, "provider/references") &&
      !isPackage(to) &&
      !inFolder(to, "provider/references", "provider/model", ...PLAIN),
  },
  {
    rule: "what a run has read rests on the ports and the model",
    because: "what counts as an absence must not depend on which resource asks",
    breaks: ({ from, to }) =>
      inFolder(from, "provider/lookup") &&
      !inFolder(to, "provider/lookup", "provider/model", ...PLAIN, "provider/run/phase-notes"),
  },
  {
    rule: "what resources share knows none of them",
    because: "they all rest on it",
    breaks: ({ from, to }) =>
      inFolder(from, "provider/session") &&
      inFolder(to, "provider/resources", "provider/functions", "provider/hosts", "provider/github"),
  },
  {
    rule: "what ties the phases of a run together knows neither resources nor adapters",
    because: "every resource and both hosts share it",
    breaks: ({ from, to }) =>
      inFolder(from, "provider/run") &&
      !inFolder(to, "provider/run", "provider/model", ...PLAIN) &&
      !to.startsWith("node:"),
  },
  {
    rule: "adapters know the ports, the model and the settings",
    because: "another adapter must be possible without touching the core",
    breaks: ({ from, to }) =>
      inFolder(from, "provider/github", "provider/registry") &&
      !isPackage(to) &&
      !inFolder(to, "provider/github", "provider/registry", "provider/model", "provider/settings", ...PLAIN),
  },
  {
    rule: "settings know nothing that uses them",
    because: "hosts and commands resolve them before anything else is made",
    breaks: ({ from, to }) =>
      inFolder(from, "provider/settings") &&
      !isPackage(to) &&
      !inFolder(to, "provider/settings", "provider/model", ...PLAIN),
  },
  {
    rule: "the emulator imports Node, zod and itself",
    because: "it stands in for GitHub, and must not share a mistake with the client",
    breaks: ({ from, to }) =>
      inFolder(from, "emulator") && !inFolder(to, "emulator") && !to.startsWith("node:") && to !== "zod",
  },
  {
    rule: "nothing of the provider imports the emulator",
    because: "the provider knows GitHub by its base URL alone",
    breaks: ({ from, to }) => inFolder(from, "provider", "sdk") && inFolder(to, "emulator"),
  },
  {
    rule: "the sdk imports Pulumi and itself",
    because: "it runs in the user's program, which must not load the provider",
    breaks: ({ from, to }) =>
      inFolder(from, "sdk") &&
      !inFolder(to, "sdk") &&
      !to.startsWith("node:") &&
      !["@pulumi/pulumi", "pulumi-github-packages/provider", "pulumi-github-packages/functions"].includes(to),
  },
  {
    rule: "the explorer imports the planner, the model, sizes, the schema, preact, YAML and itself",
    because: "its page runs in a browser, where there is neither Node nor a network",
    breaks: ({ from, to }) =>
      inFolder(from, "explorer") &&
      !inFolder(to, "explorer", "provider/retention", "provider/model", "provider/sizes", "sdk/schema.json") &&
      !["preact", "preact/hooks", "@preact/signals", "yaml", "zod"].includes(to),
  },
  {
    rule: "of the explorer, the command imports the snapshot, and nothing else imports anything",
    because: "everything else of it is bundled for browsers",
    breaks: ({ from, to }) =>
      inFolder(to, "explorer") &&
      !inFolder(from, "explorer") &&
      !(inFolder(from, "cli/explore") && to === "explorer/snapshot/index"),
  },
  {
    rule: "the explorer's snapshot knows neither its page nor its worker",
    because: "the command writes it, where there is no browser",
    breaks: ({ from, to }) => inFolder(from, "explorer/snapshot") && inFolder(to, "explorer/page", "explorer/worker"),
  },
  {
    rule: "nothing imports the command line",
    because: "it is where everything else is put together",
    breaks: ({ from, to }) => inFolder(to, "cli") && !inFolder(from, "cli"),
  },
];

describe("the structure", () => {
  it.each(rules)("$rule, because $because", ({ breaks }) => {
    expect(imports.filter(breaks).map(({ from, to }) => `${from} → ${to}`)).toEqual([]);
  });

  it("sees the imports that the rules are about", () => {
    expect(imports).toContainEqual(expect.objectContaining({ from: "sdk/package.ts", to: "@pulumi/pulumi" }));
    expect(imports).toContainEqual(
      expect.objectContaining({ from: "provider/session/session.ts", to: "provider/ports" }),
    );
    expect(imports.length).toBeGreaterThan(100);
  });

  it("enters a room by its door: files of a room are imported by the room itself, others import its index", () => {
    const rooms = new Set(product.filter((file) => basename(file) === "index.ts").map((file) => dirname(file)));
    const passedBy = imports.filter(
      ({ from, to }) =>
        inFolder(to, "provider/github", "provider/retention", "provider/resources") &&
        // A policy pack loads no more of the planner than it needs; what connects loads a client when it is needed.
        !inFolder(from, "policies", "provider/connect.ts") &&
        rooms.has(dirname(to)) &&
        basename(to) !== "index" &&
        !inFolder(from, dirname(to)),
    );
    expect(passedBy.map(({ from, to }) => `${from} → ${to}`)).toEqual([]);
  });

  it("has no cycles between files, of values or of types", () => {
    expect(findCycle(imports.filter(({ to }) => !isPackage(to)))).toEqual([]);
  });

  it("leaves clock, chance and environment to the hosts: what decides gets them from outside", () => {
    const impure =
      /\bDate\.now\(|\bnew Date\(\)|\bset(?:Timeout|Interval)\(|\bMath\.random\(|\bprocess\.env\b|\bperformance\.now\(/;
    const deciding = [...core, "policies"].flatMap(sourceFiles);
    expect(deciding.length).toBeGreaterThan(80);
    expect(deciding.filter((file) => impure.test(readFileSync(join(repositoryRoot, file), "utf8")))).toEqual([]);
    expect(readFileSync(join(repositoryRoot, "provider/hosts/system-clock.ts"), "utf8")).toMatch(impure);
  });

  it("has no file that has outgrown its name", () => {
    const crowded = product.filter((file) => readFileSync(join(repositoryRoot, file), "utf8").split("\n").length > 400);
    expect(crowded).toEqual([]);
    expect(product.filter((file) => /^(utils?|helpers?|common|misc)\./.test(basename(file)))).toEqual([]);
  });
});

function findCycle(edges: Import[]): string[] {
  const next = new Map<string, string[]>();
  for (const { from, to } of edges) {
    const source = from.replace(/\.tsx?$/, "");
    next.set(source, [...(next.get(source) ?? []), to]);
  }
  const done = new Set<string>();
  const visit = (file: string, path: string[]): string[] => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file];
    if (done.has(file)) return [];
    for (const to of next.get(file) ?? []) {
      const cycle = visit(to, [...path, file]);
      if (cycle.length > 0) return cycle;
    }
    done.add(file);
    return [];
  };
  for (const file of next.keys()) {
    const cycle = visit(file, []);
    if (cycle.length > 0) return cycle;
  }
  return [];
}
