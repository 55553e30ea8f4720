import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { type FoundReference, readReferences } from "../../../provider/references/files";
import { repositoryRoot } from "../../support/imports";
import { temporaryDirectory } from "../../support/temporary-directory";

const FIXTURES = join(repositoryRoot, "tests/fixtures/references");
const A = `sha256:${"a".repeat(64)}`;
const B = `sha256:${"b".repeat(64)}`;

const search = { hosts: ["ghcr.io"], owners: ["acme"] };
const found = async (path: string, more = {}) =>
  (await readReferences({ ...search, paths: [path], ...more })).references;
const placed = ({ line, reference, certainty }: FoundReference) =>
  `${line} ${reference}${certainty === "exact" ? "" : ` ${certainty}`}`;

/** Files with the format that reads them, and each reference in them by its line; what is not exact says so. */
const EXPECTED: [file: string, format: string, references: string[]][] = [
  [
    "k8s/api.yaml",
    "kubernetes",
    [
      "10 ghcr.io/acme/migrate:1.10",
      "13 ghcr.io/acme/api:v1.4.2",
      "16 ghcr.io/acme/worker:v2 text",
      "22 ghcr.io/acme/data:2026",
      "33 ghcr.io/acme/report:old text",
      `34 ghcr.io/acme/report@${A}`,
    ],
  ],
  [
    "k8s/argo.yaml",
    "kubernetes",
    ["6 ghcr.io/acme/charts/shop:1.2.3", "14 oci://ghcr.io/acme/charts/flux-shop:* partial"],
  ],
  [
    "k8s/pods.json",
    "kubernetes",
    ["9 ghcr.io/acme/api:v1", "12 ghcr.io/acme/api:v1", `12 docker-pullable://ghcr.io/acme/api@${B}`],
  ],
  [
    "kustomize/kustomization.yaml",
    "kustomize",
    ["6 ghcr.io/acme/api:v1.5.0", `8 ghcr.io/acme/web@${A}`, "11 ghcr.io/acme/renamed:* partial"],
  ],
  ["charts/shop/Chart.yaml", "helm-chart", ["11 oci://ghcr.io/acme/charts/common:2.0.1_build"]],
  [
    "charts/shop/values.yaml",
    "helm-values",
    [
      "3 ghcr.io/acme/shop:1.20",
      "7 ghcr.io/acme/worker:3.4.5",
      `13 ghcr.io/acme/proxy@${A}`,
      `13 ghcr.io/acme/proxy:v9@${A}`,
      "18 ghcr.io/acme/operator:v3",
    ],
  ],
  [
    "charts/shop/templates/deployment.yaml",
    "helm-template",
    ["7 ghcr.io/acme/Always:1.20 default", "8 ghcr.io/acme/cron:3.4.5 default", "10 ghcr.io/acme/*:v1 partial"],
  ],
  [
    "compose/compose.yaml",
    "compose",
    ["3 ghcr.io/acme/api:* partial", "5 ghcr.io/acme/web:v3 default", "8 */job:v8 partial"],
  ],
  [
    "docker/Dockerfile",
    "dockerfile",
    [
      "1 ghcr.io/acme/dockerfile-syntax:1",
      "4 ghcr.io/acme/base:v1 default",
      "5 ghcr.io/acme/tools:v5",
      `8 ghcr.io/acme/assets@${B}`,
      "10 ghcr.io/acme/node:* partial",
    ],
  ],
  [
    ".github/workflows/ci.yml",
    "github-workflow",
    [
      "5 ghcr.io/acme/ci:v2",
      "8 ghcr.io/acme/db:16",
      "10 docker://ghcr.io/acme/lint:v1",
      "18 ghcr.io/acme/smoke:* partial",
    ],
  ],
  [
    "terraform/main.tf",
    "terraform",
    ["6 ghcr.io/acme/api:v4 default", "6 ghcr.io/acme/comment:v0 text", "10 ghcr.io/acme/web:* partial"],
  ],
  ["devcontainer/devcontainer.json", "devcontainer", ["3 ghcr.io/acme/devcontainer:2", "5 ghcr.io/acme/features/go:1"]],
  ["npm/package.json", "package.json", ["4 @acme/lib@^1.4.0", "5 @acme/other@2.0.0", "9 @acme/tool@next"]],
  ["npm/package-lock.json", "npm-lock", ["7 @acme/lib@1.4.7", "8 @acme/lib@1.4.7", "12 @acme/other@2.0.0"]],
  ["pnpm/pnpm-lock.yaml", "pnpm-lock", ["5 @acme/lib@1.4.8", "13 @acme/ui@3.0.0"]],
  ["yarn-classic/yarn.lock", "yarn-lock", ["5 @acme/lib@1.4.9"]],
  ["yarn-berry/yarn.lock", "yarn-lock", ["5 @acme/lib@1.5.0"]],
  ["maven/pom.xml", "maven-pom", ["5 com.acme:parent:7", "16 com.acme:lib:1.4.2", "21 com.acme:managed:* partial"]],
  [
    "gradle/build.gradle.kts",
    "gradle",
    ["4 com.acme:lib:1.4.3 default", "5 com.acme:exact:2.0.0", "6 com.acme:named:3.1", "7 com.acme:unknown:* partial"],
  ],
  [
    "gradle/gradle/libs.versions.toml",
    "gradle",
    ["5 com.acme:core:5.0.1", "6 com.acme:extra:6.0", "7 com.acme:short:7.0"],
  ],
  ["gradle/gradle.lockfile", "gradle", ["2 com.acme:locked:8.0.0"]],
  ["dotnet/App.csproj", "nuget-project", ["3 Acme.Lib@1.4.2", "5 Acme.Old@[2.0,3.0)", "6 Acme.Property@* partial"]],
  ["dotnet/Directory.Packages.props", "nuget-project", ["2 Acme.Central@4.0.0"]],
  ["dotnet/packages.lock.json", "nuget-lock", ["5 Acme.Locked@1.0.3"]],
  ["ruby/Gemfile", "gemfile", ["2 acme-lib@1.4.2", "3 acme-range@* partial"]],
  ["ruby/Gemfile.lock", "gemfile-lock", ["9 acme-lib@1.4.2", "11 acme-native@2.0.0"]],
  [
    "other/deploy.sh",
    "text",
    ["2 ghcr.io/acme/commented:v1 text", "3 ghcr.io/acme/api:* partial", "4 ghcr.io/acme/plain:v1 text"],
  ],
  ["other/__main__.py", "text", ["1 ghcr.io/acme/program:* partial", "2 ghcr.io/acme/concatenated:* partial"]],
  ["other/pipeline.yml", "yaml", ["3 ghcr.io/acme/gitlab:v1"]],
];

describe("the references of a file", () => {
  it.each(EXPECTED)("are found where they are: %s, by the reader of %s", async (file, format, expected) => {
    const references = await found(join(FIXTURES, file));
    expect(references.map(placed)).toEqual(expected);
    const isOwn = ({ certainty }: FoundReference) => certainty === "exact" || certainty === "default";
    expect(references.filter((one) => isOwn(one) && one.format !== format)).toEqual([]);
    expect(references.some((one) => one.format === format)).toBe(true);
  });

  it("are found with their columns", async () => {
    const [first] = await found(join(FIXTURES, "k8s/api.yaml"));
    expect(first).toMatchObject({ line: 10, column: 18 });
  });

  it("are searched for in plain text where its reader does not understand it, which is said", async () => {
    const path = join(FIXTURES, "other/broken.yaml");
    const { references, problems } = await readReferences({ ...search, paths: [path] });
    expect(references.map(placed)).toEqual(["4 ghcr.io/acme/broken:v1 text"]);
    expect(problems).toEqual([{ file: path, reason: expect.stringContaining("as plain text: ") }]);
  });

  it("that could be any image are said to be, and nothing is made of them", async () => {
    const path = join(FIXTURES, "compose/compose.yaml");
    const { problems } = await readReferences({ ...search, paths: [path] });
    expect(problems).toEqual([{ file: `${path}:12`, reason: "not for what it means: it could be any image" }]);
  });

  it("are those of the owners, hosts and types that are asked about", async () => {
    const path = join(FIXTURES, "other/deploy.sh");
    expect((await found(path, { owners: ["Other"] })).map(placed)).toEqual(
      ["5 ghcr.io/other/api:v1 text"].map((one) => one.replace("5", "6")),
    );
    expect(await found(path, { owners: [] })).toHaveLength(4);
    expect(await found(path, { hosts: ["containers.octo.ghe.com"] })).toEqual([]);
    expect(await found(path, { packageTypes: ["npm"] })).toEqual([]);
    expect(await found(path, { packageTypes: ["docker"] })).toHaveLength(3);
  });
});

describe("the references of folders", () => {
  const folder = () => temporaryDirectory("github-packages-references-");
  const write = (root: string, files: Record<string, string | Buffer>) => {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(join(root, name, ".."), { recursive: true });
      writeFileSync(join(root, name), text);
    }
  };
  const image = (name: string) => `image: ghcr.io/acme/${name}:v1\n`;
  const names = (references: readonly FoundReference[]) =>
    references.map(({ reference }) => reference.split("/").at(-1));

  it("leave out what Git leaves out, packages that were brought along, and what links lead to", async () => {
    const root = folder();
    write(root, {
      ".gitignore": "build/\n*.local.yaml\n!kept.local.yaml\n",
      "a.yaml": image("a"),
      "b.local.yaml": image("b"),
      "kept.local.yaml": image("kept"),
      "build/c.yaml": image("c"),
      "sub/.gitignore": "/d.yaml\n!again.local.yaml\n",
      "sub/d.yaml": image("d"),
      "sub/again.local.yaml": image("again"),
      "sub/deeper/d.yaml": image("deeper"),
      "node_modules/x/e.yaml": image("e"),
      ".git/f.yaml": image("f"),
    });
    symlinkSync(root, join(root, "loop"));
    expect(names(await found(root))).toEqual(["a:v1", "kept:v1", "again:v1", "deeper:v1"]);
  });

  it("pass over what is no text, and say what is too large", async () => {
    const root = folder();
    write(root, {
      "image.bin": Buffer.from(`\0\0${image("binary")}`),
      "large.yaml": image("large") + " ".repeat(10_000_001),
      "windows.yaml": Buffer.from(`\ufeff${image("windows")}`, "utf16le"),
    });
    const { references, problems } = await readReferences({ ...search, paths: [root] });
    expect(names(references)).toEqual(["windows:v1"]);
    expect(problems).toEqual([{ file: join(root, "large.yaml"), reason: "not at all: it has more than 10 MB" }]);
  });

  it("fail where nothing can be read, and name a path in which nothing was found", async () => {
    const root = folder();
    write(root, { "empty/README": "nothing" });
    expect((await readReferences({ ...search, paths: [root] })).empty).toEqual([root]);
    await expect(found(join(root, "missing"))).rejects.toMatchObject({ code: "invalid" });
  });

  it("come from standard input as from a file", async () => {
    const references = await found("-", {
      input: `apiVersion: v1\nkind: Pod\nspec: { x: { ${image("stdin").trim()} } }\n`,
    });
    expect(references).toEqual([expect.objectContaining({ file: "-", line: 3, format: "kubernetes" })]);
  });
});

describe("hostile files", () => {
  const pieces = fc.constantFrom(
    ..."{ } @ }} {{ @{{ @{X:- @( : - [ ] \" ' # < > image repository tag ghcr.io/ acme/ api * & <<: apiVersion kind FROM ARG version"
      .replaceAll("@", "$")
      .split(" "),
    " ",
    "\n",
  );
  const text = fc.oneof(
    fc.string({ unit: "binary", maxLength: 500 }),
    fc.array(pieces, { maxLength: 200 }).map((all) => all.join("")),
  );
  const NAMES = [...EXPECTED.map(([file]) => file), "action.yml", "x.json", "-"];

  it("are read by every reader without a failure", async () => {
    await fc.assert(
      fc.asyncProperty(text, fc.constantFrom(...NAMES), async (content, name) => {
        const root = temporaryDirectory("github-packages-hostile-");
        mkdirSync(join(root, name, ".."), { recursive: true });
        writeFileSync(join(root, name), content);
        for (const { line, column } of await found(root)) expect(Math.min(line, column)).toBeGreaterThan(0);
      }),
      { numRuns: 300 },
    );
  });

  it.each([
    [
      "aliases of aliases",
      `a0: &a0 {image: x}\n${Array.from({ length: 60 }, (_, i) => `a${i + 1}: &a${i + 1} [${`*a${i},`.repeat(9)}]`).join("\n")}\n`,
    ],
    ["deep nesting", `image: ${"[".repeat(20_000)}`],
    ["a name without end", `${"ghcr.io/".repeat(100_000)}\n`],
    ["an expression without end", `image: "${"@{{".replace("@", "$").repeat(100_000)}"\n`],
    ["blanks without end", `image: {{${" ".repeat(500_000)}\n`],
    ["one long word", `${"a".repeat(1_000_000)}\nimage: ghcr.io/acme/api:v1\n`],
  ])("come to an end: %s", async (_, content) => {
    for (const name of [
      "values.yaml",
      "build.gradle",
      "Dockerfile",
      "main.tf",
      "Gemfile",
      "x.sh",
      "pom.xml",
      "yarn.lock",
    ]) {
      const root = temporaryDirectory("github-packages-hostile-");
      writeFileSync(join(root, name), content);
      await found(root);
    }
  });
});
