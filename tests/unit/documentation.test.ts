import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { doctor } from "../../cli/doctor/command";
import { inventory } from "../../cli/inventory/command";
import { references } from "../../cli/references/command";
import { scaffold } from "../../cli/scaffold/command";
import { OPERATIONS } from "../../provider/github/requests/operations";
import { explicitArguments, resolveSettings, tokenKind } from "../../provider/settings";
import * as sdk from "../../sdk";
import { repositoryRoot } from "../support/imports";

const read = (file: string) => readFileSync(join(repositoryRoot, file), "utf8");
interface Description {
  readonly paths: Readonly<Record<string, Readonly<Record<string, { readonly operationId?: string }>>>>;
}

const kebabCase = (name: string) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
const KIND = { organization: "organization", user: "user", authenticatedUser: "own user" } as const;

describe("docs/operations.md", () => {
  const rows = [
    ...read("docs/operations.md").matchAll(/^\| `(\w+)` \| ([\w ]+) \| `(\w+)` \| `([^`]+)` \| \S+ \| (.+) \|$/gm),
  ];

  it("has each of the 27 operations, with its route", () => {
    const documented = rows.map(([, port, kind, octokit, route]) => `${port} ${kind} ${octokit} ${route}`);
    const real = Object.entries(OPERATIONS).flatMap(([port, families]) =>
      (["organization", "user", "authenticatedUser"] as const).map((kind) => {
        const { octokit, route } = families[kind];
        return `${port} ${KIND[kind]} ${octokit} ${route.replace("{?token}", "")}`;
      }),
    );
    expect(real).toHaveLength(27);
    expect(documented.sort()).toEqual(real.sort());
  });

  it.each(["api.github.com", "ghes-3.18"])(
    "has the operations of GitHub's own description of %s, and no others",
    (host) => {
      const { paths } = JSON.parse(read(`tests/openapi/${host}.json`)) as Description;
      const described = Object.entries(paths).flatMap(([path, methods]) =>
        Object.entries(methods)
          .filter(([, { operationId = "" }]) => operationId.startsWith("packages/"))
          .map(([method, { operationId }]) => `${method.toUpperCase()} ${path} ${operationId}`),
      );
      const documented = rows.map(([, , , octokit = "", route]) => `${route} packages/${kebabCase(octokit)}`);
      expect(described).toHaveLength(27);
      expect(documented.sort()).toEqual(described.sort());
    },
  );

  it("tells of every kind of token that a prefix tells", () => {
    const prefixes = [...read("docs/operations.md").matchAll(/^\| [^|]+ \| `(\w+_)` \|/gm)].map(
      ([, prefix = ""]) => prefix,
    );
    const kinds = [...new Set(prefixes)].map(tokenKind);
    expect(kinds.sort()).toEqual(["app-user", "classic", "fine-grained", "installation", "oauth"]);
  });

  it("names for each a resource, function or command that there is", () => {
    const uses = rows.flatMap(([, , , , , use = ""]) => [
      ...use.matchAll(/`([A-Za-z]\w+)`|\b(doctor|inventory|scaffold)\b/g),
    ]);
    const names = new Set(uses.map(([, inCode, command]) => inCode ?? command ?? ""));
    for (const name of names) {
      const isCommand = existsSync(join(repositoryRoot, "cli", name, "command.ts"));
      expect({ name, is: isCommand || name in sdk }).toEqual({ name, is: true });
    }
    for (const [row, , , , , use = ""] of rows) expect({ row, use }).not.toEqual({ row, use: "" });
  });
});

it("docs/functions.md has every function that the sdk exports, and nothing else", () => {
  const exported = Object.keys(sdk).filter((name) => /^get[A-Z]/.test(name) && !name.endsWith("Output"));
  const documented = [...read("docs/functions.md").matchAll(/^\| `(get\w+)` \| [a-z]/gim)].map(([, name]) => name);
  expect(exported).toHaveLength(6);
  for (const name of exported) expect(documented).toContain(name);
  for (const name of exported) expect(Object.keys(sdk)).toContain(`${name}Output`);
});

it("docs/configuration.md has every argument of a provider instance, and so have the sdk's types", () => {
  const types = read("sdk/provider.ts");
  const text = read("docs/configuration.md");
  for (const name of Object.keys(explicitArguments(() => undefined))) {
    expect({ name, documented: text.includes(`\`${name}`) || text.includes(`:${name}`) }).toEqual({
      name,
      documented: true,
    });
    expect(types).toMatch(new RegExp(`^  ${name}\\?: `, "m"));
  }
});

it("docs/configuration.md has the defaults that hold", () => {
  const settings = resolveSettings({ config: () => undefined, env: {} });
  const defaults = new Map<string, unknown>(Object.entries(settings));
  const rows = [...read("docs/configuration.md").matchAll(/^\| `(\w+)` \| (true|false|\d+) \|/gm)];
  for (const [, key = "", value] of rows) expect(`${key} ${defaults.get(key)}`).toBe(`${key} ${value}`);
  expect(rows.map(([, key]) => key)).toEqual(
    expect.arrayContaining(["parallelRequests", "pointsPerMinute", "maxRetries", "requestTimeoutMs", "maxPerPage"]),
  );
  expect(read("docs/configuration.md")).toContain(
    `| \`apiVersion\` | \`GITHUB_API_VERSION\` | \`${settings.apiVersion}\` |`,
  );
});

it("docs/configuration.md has every variable that settings are read from", () => {
  const sources = readdirSync(join(repositoryRoot, "provider/settings")).map((file) =>
    read(`provider/settings/${file}`),
  );
  const variables = new Set(sources.join("\n").match(/(?<=["'`]|env\.)G(?:ITHUB|H)_[A-Z_]+\b/g));
  const documented = new Set(read("docs/configuration.md").match(/\bG(?:ITHUB|H)_[A-Z_]+\b/g));
  expect([...variables].sort()).toEqual([...documented].sort());
});

describe("docs/cli.md and the help of commands", () => {
  const sections = new Map(
    read("docs/cli.md")
      .split(/^## /m)
      .map((text) => [text.slice(0, text.indexOf("\n")), text] as const),
  );
  const [common = ""] = read("docs/cli.md").split(/^## /m);
  const optionsIn = (text: string) =>
    new Set([...text.matchAll(/^(?:\| `| {2})--([a-z-]+)/gm)].map(([, name = ""]) => name));

  it.each([
    ["doctor", doctor],
    ["inventory", inventory],
    ["scaffold", scaffold],
    ["references", references],
  ] as const)("%s: have the options that there are, and no others", (name, { options, usage }) => {
    const real = Object.keys(options).sort();
    const helped = optionsIn(usage);
    helped.delete("help");
    expect([...helped].sort()).toEqual(real);
    const documented = [...optionsIn(common), ...optionsIn(sections.get(name) ?? "")];
    expect([...new Set(documented)].sort()).toEqual(real);
  });
});
