import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, normalize } from "node:path";
import { INSTALL_TIMEOUT_MS, packTarball, run, type Tarball } from "../support/consumer";
import { repositoryRoot } from "../support/imports";

const tool = (name: string) => join(repositoryRoot, "node_modules", ".bin", name);

/** What the page of `explore` carries; it has no source map. */
const IN_EXPLORER = ["@preact/signals", "@preact/signals-core", "preact"];

/** What these libraries' own maps name for them: one leads a folder too high, the other to where it was built. */
const MISPLACED = new Map([
  ["@octokit/src", "@octokit/plugin-rest-endpoint-methods"],
  ["@js-sdsl/.build-data", "@js-sdsl/ordered-map"],
  ["tslib", "@js-sdsl/ordered-map"],
]);

describe("the package as it is published", () => {
  let tarball: Tarball;
  let directory: string;
  beforeAll(async () => {
    tarball = await packTarball();
    directory = mkdtempSync(join(tmpdir(), "github-packages-published-"));
    execFileSync("tar", ["-xzf", tarball.path, "-C", directory]);
  }, INSTALL_TIMEOUT_MS);
  afterAll(async () => {
    rmSync(directory, { recursive: true, force: true });
    await tarball?.remove();
  });

  const read = (path: string) => readFileSync(join(directory, "package", path), "utf8");
  const mapsOf = (ending: string) =>
    tarball.files
      .filter((file) => file.endsWith(ending))
      .map((file) => [file, JSON.parse(read(file)).sources] as const);

  it("depends on nothing but the peers, so that no other package's declared Node versions are asked", () => {
    const { dependencies = {}, peerDependencies } = JSON.parse(read("package.json"));
    expect([Object.keys(dependencies), Object.keys(peerDependencies)]).toEqual([
      [],
      ["@pulumi/policy", "@pulumi/pulumi"],
    ]);
  });

  it("lists what its bundles carry, with licenses, and each version as the lockfile has it", () => {
    const { packages } = JSON.parse(readFileSync(join(repositoryRoot, "package-lock.json"), "utf8"));
    const { components } = JSON.parse(read("dist/sbom.cdx.json")) as {
      components: { name: string; version: string; licenses: { license: { id: string } }[] }[];
    };
    const carried = mapsOf(".js.map").flatMap(([, sources]: readonly [string, string[]]) =>
      sources.flatMap((source) => /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(source)?.[1] ?? []),
    );
    const names = carried.map((name) => MISPLACED.get(name) ?? name);
    expect(components.map(({ name }) => name)).toEqual([...new Set([...names, ...IN_EXPLORER])].sort());
    const licenses = read("dist/THIRD-PARTY-LICENSES.txt");
    for (const { name, version, licenses: own } of components) {
      expect(packages[`node_modules/${name}`].version).toBe(version);
      expect(licenses).toContain(`${name} ${version} (${own[0]?.license.id})`);
    }
    expect(licenses).not.toContain("has no license file");
  });

  it(
    "publint and arethetypeswrong find nothing",
    async () => {
      expect(await run(repositoryRoot, tool("publint"), ["--strict", tarball.path])).toMatchObject({ code: 0 });
      const types = await run(repositoryRoot, tool("attw"), [tarball.path, "--format", "ascii"]);
      expect(types).toMatchObject({ code: 0 });
      expect(types.output).toContain("No problems found");
    },
    INSTALL_TIMEOUT_MS,
  );

  it("has no library twice", () => {
    const inBundles = mapsOf(".js.map").flatMap(([map, sources]: readonly [string, string[]]) =>
      sources.map((source) => normalize(join(dirname(map), source))),
    );
    expect(inBundles.filter((source, index) => inBundles.indexOf(source) !== index)).toEqual([]);
  });

  it("maps every line to a source that is there", () => {
    const own = [...mapsOf(".d.ts.map"), ...mapsOf(".js.map")].flatMap(([map, sources]: readonly [string, string[]]) =>
      sources
        .filter((source) => !source.includes("node_modules/"))
        .map((source) => normalize(join(dirname(map), source))),
    );
    expect(own.length).toBeGreaterThan(100);
    expect(own.filter((source) => !tarball.files.includes(source))).toEqual([]);
    const declarations = tarball.files.filter((file) => file.endsWith(".d.ts"));
    expect(declarations.filter((file) => !tarball.files.includes(`${file}.map`))).toEqual([]);
  });

  it("shows sources in stacks, with --enable-source-maps", async () => {
    const program =
      'require("./dist/emulator").startEmulator({ seed: "nothing of this name" }).catch((e) => console.log(e.stack))';
    const { output } = await run(join(directory, "package"), "node", ["--enable-source-maps", "--eval", program]);
    expect(output).toMatch(/emulator\/resolve-seed\.ts:\d+/);
  });
});
