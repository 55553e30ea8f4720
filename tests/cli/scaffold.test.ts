import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { scaffold } from "../../cli/scaffold/command";
import { ResourceNames } from "../../cli/scaffold/resource-names";
import { type Emulator, startEmulator } from "../../emulator";
import type { SeedPackage } from "../../emulator/seed";
import { image, npmPackage, OWNERS, seed } from "../adapter/github/support/seed";
import { temporaryDirectory } from "../support/temporary-directory";
import { methodsOf, type RunOptions, run } from "./support/run";

const SIGNATURE = `sha256-${"a".repeat(64)}.sig`;
const FILES = [".gitignore", "Pulumi.yaml", "index.ts", "package.json", "tsconfig.json"];

describe("scaffold", () => {
  let emulator: Emulator;
  const start = async (packages: SeedPackage[] = [], profile: "github.com" | "ghes-3.18" = "github.com") => {
    const tokens = [{ token: "ghp_noRepo", kind: "classic" as const, login: "octocat", scopes: ["read:packages"] }];
    emulator = await startEmulator({ profile, seed: seed({ packages, tokens }) });
  };
  afterEach(() => emulator.close());

  const write = async (argv: string[], options: RunOptions = {}) => {
    const directory = options.directory ?? temporaryDirectory("github-packages-scaffold-");
    const ran = await run(scaffold, emulator, argv, { ...options, directory });
    const text = (project: string, file: string) => readFileSync(join(directory, project, file), "utf8");
    return { ...ran, directory, text };
  };

  describe.each(["github.com", "ghes-3.18"] as const)("on %s", (profile) => {
    it.each(Object.values(OWNERS))(
      "writes a project for an owner of kind $kind, and changes nothing on GitHub",
      async ({ login, kind }) => {
        await start([], profile);
        const before = emulator.world.snapshot();
        const { code, err, out, directory, text } = await write(["--owner", login]);
        const project = `${login}-packages`;
        expect({ code, err, files: readdirSync(join(directory, project)).sort() }).toEqual({
          code: 0,
          err: "",
          files: FILES,
        });
        expect(out).toContain(`adopts 3 packages to ${join(directory, project)}`);
        expect(text(project, "Pulumi.yaml")).toBe(
          `name: ${project}\ndescription: "The GitHub packages of ${login}"\nruntime: nodejs\nconfig:\n  github-packages:baseUrl: "${emulator.url}"\n`,
        );
        expect(
          text(project, "index.ts"),
        ).toContain(`const of = { owner: "${login}", ownerType: "${kind === "organization" ? kind : "user"}" } as const;

new Package("npm-lib", { ...of, packageType: "npm", name: "lib" }, adopted);
new Package("docker-clash", { ...of, packageType: "docker", name: "clash" }, adopted);
new Package("container-app-api", { ...of, packageType: "container", name: "app/api" }, adopted);
`);
        const manifest = JSON.parse(text(project, "package.json"));
        const own = JSON.parse(readFileSync(join(__dirname, "../../package.json"), "utf8"));
        expect(manifest.dependencies).toEqual({
          "@pulumi/pulumi": "^3.216.0",
          "pulumi-github-packages": `^${own.version}`,
        });
        expect(own.peerDependencies["@pulumi/pulumi"]).toBe(">=3.216.0");
        expect(methodsOf(emulator)).toEqual(["GET"]);
        expect(emulator.world.snapshot()).toEqual(before);
      },
    );
  });

  it("versions: images with a tag that somebody gave, by digest; every version of other types, by name", async () => {
    await start([
      {
        ...npmPackage("acme", "signed", 50_000, 0),
        packageType: "container",
        versions: [
          image(50_001, "a", 1, ["v1", "latest"]),
          image(50_002, "b", 2, [SIGNATURE]),
          image(50_003, "c", 3, []),
        ],
      },
    ]);
    const { text, out } = await write([
      "--owner",
      "acme",
      "--type",
      "npm,container",
      "--versions",
      "tagged",
      "--out",
      "here",
    ]);
    expect(out).toContain("adopts 3 packages and 6 versions");
    const program = text("here", "index.ts");
    expect(program).toContain('import { Package, PackageVersion } from "pulumi-github-packages";');
    expect(program).toContain(`{
  const pkg = new Package("container-signed", { ...of, packageType: "container", name: "signed" }, adopted);
  new PackageVersion("container-signed-v1", { package: pkg, digest: "sha256:${"a".repeat(64)}" }, adopted); // v1, latest
}`);
    expect(program).toContain('new PackageVersion("npm-lib-1.0.2", { package: pkg, version: "1.0.2" }, adopted);');
    expect(program).not.toContain("sha256-");
  });

  it("--import: a file for `pulumi import` of the same resources, by their ids, in place of the project", async () => {
    await start([
      {
        ...npmPackage("acme", "repo/signed", 50_000, 0),
        packageType: "container",
        versions: [image(50_001, "a", 1, ["v1", "latest"]), image(50_002, "b", 2, [SIGNATURE])],
      },
    ]);
    const before = emulator.world.snapshot();
    const argv = ["--owner", "Acme", "--type", "container", "--versions", "tagged"];
    const { code, err, out, directory, text } = await write([...argv, "--import"]);
    expect({ code, err, files: readdirSync(join(directory, "acme-packages")) }).toEqual({
      code: 0,
      err: "",
      files: ["import.json"],
    });
    const { resources } = JSON.parse(text("acme-packages", "import.json"));
    expect(resources).toContainEqual({
      type: "github-packages:index:Package",
      name: "container-repo-signed",
      id: "acme/container/repo%2Fsigned",
    });
    expect(resources).toContainEqual({
      type: "github-packages:index:PackageVersion",
      name: "container-repo-signed-v1",
      id: "acme/container/repo%2Fsigned/50001",
    });
    const file = join(directory, "acme-packages", "import.json");
    expect(out).toContain(`Wrote 2 packages and 3 versions to ${file}. Next, in a project of any language:

  pulumi config set github-packages:baseUrl ${emulator.url}
  pulumi import --file "${file}"
`);
    const { text: program } = await write([...argv, "--out", "p"]);
    const declared = [...program("p", "index.ts").matchAll(/new Package(?:Version)?\("([^"]+)"/g)];
    expect(resources.map(({ name }: { name: string }) => name)).toEqual(declared.map(([, name]) => name));
    expect(emulator.world.snapshot()).toEqual(before);
    const again = await write([...argv, "--import"], { directory });
    expect(again.err).toContain("has import.json already: nothing was written.");
  });

  it("names: unique, plain, and the package's own name quoted as it is", async () => {
    const names = ["a/b", "a b", "a-b", "ä-b", '"quoted" */ `x`', "日本", "50%", "a+b@c"];
    await start(
      names.map((name, index) => ({ ...npmPackage("mona", name, 50_000 + 10 * index, 1), packageType: "nuget" })),
    );
    const { text } = await write(["--owner", "mona", "--type", "nuget", "--out", "p"]);
    const lines = text("p", "index.ts")
      .split("\n")
      .filter((line) => line.startsWith("new Package("));
    const declared = lines.map((line) =>
      /^new Package\(("[^"]+"), \{ \.\.\.of, packageType: "nuget", name: (".*") \}, adopted\);$/.exec(line),
    );
    expect(declared.map((found) => JSON.parse(found?.[2] ?? '""')).sort()).toEqual([...names].sort());
    const resources = declared.map((found) => JSON.parse(found?.[1] ?? '""') as string);
    expect(new Set(resources).size).toBe(names.length);
    expect(resources.filter((name) => !/^[A-Za-z0-9._-]+$/.test(name))).toEqual([]);
  });

  it("resource names tell what they name, and none is given twice, in whatever case", () => {
    const names = new ResourceNames();
    expect(
      [
        ["npm", "ui"],
        ["npm", "UI"],
        ["npm", "ui-2"],
        ["npm", "ui"],
        ["", "--"],
        ["container", "repo/web"],
      ].map((words) => names.take(...words)),
    ).toEqual(["npm-ui", "npm-UI-2", "npm-ui-2-2", "npm-ui-3", "package", "container-repo-web"]);
  });

  it("what is there already is not overwritten, and nothing is written beside it", async () => {
    await start();
    const directory = temporaryDirectory("github-packages-scaffold-");
    writeFileSync(join(directory, "index.ts"), "mine");
    const { code, err, text } = await write(["--owner", "acme", "--out", "."], { directory });
    expect(code).toBe(2);
    expect(err).toContain(`${directory} has index.ts already: nothing was written. Choose another --out.`);
    expect(readdirSync(directory)).toEqual(["index.ts"]);
    expect(text(".", "index.ts")).toBe("mine");
  });

  it.each([
    ["a file", (directory: string) => join(directory, "file"), "EEXIST"],
    ["below a file", (directory: string) => join(directory, "file", "below"), "ENOTDIR"],
  ])("--out that is %s is one sentence", async (_, out, reason) => {
    await start();
    const directory = temporaryDirectory("github-packages-scaffold-");
    writeFileSync(join(directory, "file"), "mine");
    const ran = await write(["--owner", "acme", "--out", out(directory)], { directory });
    expect({ code: ran.code, out: ran.out, lines: ran.err.split("\n").length }).toEqual({ code: 1, out: "", lines: 2 });
    expect(ran.err).toMatch(
      new RegExp(`^${out(directory)} can't be written: ${reason}.* Choose another directory with --out\\.`),
    );
  });

  it("a package whose name no resource would take is left out, and named", async () => {
    await start([{ ...npmPackage("acme", "per%2Fcent", 50_000, 1), packageType: "nuget" }]);
    const { code, err, text } = await write(["--owner", "acme"]);
    expect({ code, err }).toEqual({
      code: 1,
      err: expect.stringMatching(
        /^Left out: nuget package acme\/per%2Fcent can't be declared: the name is already URL-encoded; .*\n$/,
      ),
    });
    expect(text("acme-packages", "index.ts")).not.toContain("cent");
    const none = await write(["--owner", "acme", "--type", "nuget"]);
    expect({ code: none.code, out: none.out, written: readdirSync(none.directory) }).toEqual({
      code: 1,
      out: "",
      written: [],
    });
  });

  it("what can't be read as a whole is not written", async () => {
    await start();
    const part = await write(["--owner", "acme"], { token: "ghp_noRepo" });
    expect(part.code).toBe(1);
    expect(part.err).toMatch(
      /You need at least repo scope[\s\S]*Nothing was written, because it would not be all\. Name the types/,
    );
    expect(existsSync(join(part.directory, "acme-packages"))).toBe(false);
    const none = await write(["--owner", "acme", "--type", "rubygems"]);
    expect({ code: none.code, err: none.err }).toEqual({
      code: 1,
      err: "acme has no packages of these types: nothing was written.\n",
    });
    expect(readdirSync(none.directory)).toEqual([]);
    const two = await write(["--owner", "acme,mona"]);
    expect({ code: two.code, err: two.err }).toEqual({ code: 2, err: expect.stringContaining("give --owner once") });
  });

  it("an organization with a thousand packages", async () => {
    await start(Array.from({ length: 1000 }, (_, index) => npmPackage("acme", `p${index}`, 100_000 + 10 * index, 1)));
    const { code, text } = await write(["--owner", "acme", "--type", "npm"]);
    expect(code).toBe(0);
    expect(text("acme-packages", "index.ts").match(/^new Package\(/gm)).toHaveLength(1001);
    expect(emulator.requests.length).toBeLessThan(20);
  });
});
