import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { bundleExplorer } from "./bundle-explorer.mjs";
import { nodeGuard } from "./node-version.mjs";

/** What `exports` and `bin` of package.json name, and nothing else: a module for each. */
export const ENTRIES = [
  "sdk/index",
  "provider/hosts/dynamic",
  "provider/hosts/program",
  "provider/hosts/plugin/main",
  "emulator/index",
  "policies/index",
  "cli/main",
];

/**
 * The program has these itself, once; and the provider is loaded by the package's name, so that a process has it once. The loader is for gRPC's
 * services about itself, which it loads with them and nothing here offers.
 */
const EXTERNAL = /^(@pulumi\/pulumi|@pulumi\/policy|pulumi-github-packages|@grpc\/proto-loader)(\/|$)/;

/** The plugin carries what it uses of `@pulumi/pulumi`: an executable has no packages beside it. */
const PLUGIN = "provider/hosts/plugin";

function externals(root) {
  const plugin = join(root, PLUGIN);
  return {
    name: "externals",
    setup: ({ onResolve }) =>
      onResolve({ filter: EXTERNAL }, ({ path, resolveDir }) =>
        resolveDir === plugin ? undefined : { path, external: true },
      ),
  };
}

/** Maps of libraries lead to sources that their packages leave out: ours then end at the files that are there. */
const withoutMapsOfLibraries = {
  name: "without-maps-of-libraries",
  setup: ({ onLoad }) =>
    onLoad({ filter: /[\\/]node_modules[\\/].*\.[cm]?js$/ }, ({ path }) => ({
      contents: readFileSync(path, "utf8").replace(/^\/\/# sourceMappingURL=.*$/gm, ""),
      loader: "js",
    })),
};

/** Older than package.json's `engines`: these have to be able to read a module to say that they are too old for it. */
const TARGET = "node16";

/** Below `dist/`. */
const CHUNKS = "chunks";

/** esbuild as the lockfile has it. It is loaded late: a bare clone installs it first. */
const requireFrom = (root) => createRequire(join(root, "package.json"));

/**
 * Writes a file for each entry, and beside them `chunks/` with what entries share or load late, so that an installation brings nothing else (its
 * packages' declared Node versions included), and a process loads what it needs and each module once. Beside them: the page of `explore`, the licenses
 * of what is inside, and a CycloneDX list of it.
 *
 * @param {string} root the repository
 * @param {string} outdir
 */
export async function bundle(root, outdir) {
  const { build } = requireFrom(root)("esbuild");
  const shared = {
    absWorkingDir: root,
    outdir,
    platform: "node",
    target: TARGET,
    sourcemap: true,
    sourcesContent: false,
    legalComments: "none",
    logLevel: "error",
  };
  const { metafile } = await build({
    ...shared,
    entryPoints: Object.fromEntries(ENTRIES.map((entry) => [entry, `${entry}.ts`])),
    bundle: true,
    splitting: true,
    format: "esm",
    chunkNames: `${CHUNKS}/[name]-[hash]`,
    mainFields: ["module", "main"],
    plugins: [externals(root), withoutMapsOfLibraries],
    metafile: true,
  });
  refuseLateLibraries(metafile);
  const entries = ENTRIES.map((entry) => join(outdir, `${entry}.js`));
  const chunks = readdirSync(join(outdir, CHUNKS)).map((name) => join(outdir, CHUNKS, name));
  /** esbuild splits ES modules alone; what Pulumi and programs load is CommonJS. */
  const asCommonJs = (files, banner) =>
    build({
      ...shared,
      entryPoints: files,
      outbase: outdir,
      allowOverwrite: true,
      format: "cjs",
      supported: { "dynamic-import": false },
      banner,
    });
  await asCommonJs(entries, { js: nodeGuard() });
  await asCommonJs(chunks.filter((file) => file.endsWith(".js")));
  const outputs = [metafile, ...(await bundleExplorer(root, outdir))].flatMap((one) => Object.values(one.outputs));
  const written = outputs.flatMap(({ inputs }) => Object.entries(inputs));
  const inside = packagesInside(
    root,
    written.flatMap(([input, { bytesInOutput }]) => (bytesInOutput > 0 ? [input] : [])),
  );
  writeFileSync(join(outdir, "THIRD-PARTY-LICENSES.txt"), licensesOf(inside));
  writeFileSync(join(outdir, "sbom.cdx.json"), `${JSON.stringify(sbomOf(root, inside), undefined, 2)}\n`);
}

/** Removes the types that no entry leads to. */
export function pruneTypes(root, outdir) {
  const ts = requireFrom(root)("typescript");
  const reached = new Set();
  const follow = (file) => {
    if (reached.has(file)) return;
    reached.add(file);
    for (const { fileName } of ts.preProcessFile(readFileSync(file, "utf8")).importedFiles) {
      const target = join(dirname(file), fileName);
      if (fileName.startsWith(".")) follow([`${target}.d.ts`, join(target, "index.d.ts")].find(existsSync));
    }
  };
  for (const entry of ENTRIES) follow(join(outdir, `${entry}.d.ts`));
  for (const name of readdirSync(outdir, { recursive: true })) {
    const file = join(outdir, name);
    if (/\.d\.ts(?:\.map)?$/.test(name) && !reached.has(file.replace(/\.map$/, ""))) rmSync(file);
  }
}

/** A CommonJS library that is itself what `import()` names has no names of its own there, which no type tells: a module of ours has to stand between. */
function refuseLateLibraries({ outputs }) {
  const late = Object.values(outputs).flatMap(({ entryPoint = "" }) =>
    entryPoint.includes("node_modules/") ? [entryPoint] : [],
  );
  if (late.length > 0) {
    throw new Error(
      `import() is for modules of this repository, which import what they need by name; it names ${late.join(", ")}.`,
    );
  }
}

function packagesInside(root, inputs) {
  const folders = inputs.flatMap((input) => /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1] ?? []);
  return [...new Set(folders)]
    .map((folder) => {
      const { name, version, license, author } = JSON.parse(readFileSync(join(root, folder, "package.json"), "utf8"));
      const text = licenseText(join(root, folder)) ?? (license === "ISC" ? iscLicense(author) : undefined);
      return { name, version, license, text };
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

function licenseText(folder) {
  const file = readdirSync(folder).find((name) => /^licen[cs]e/i.test(name));
  return file === undefined ? undefined : readFileSync(join(folder, file), "utf8").trim();
}

/** For a package that names this license and leaves its text out: https://spdx.org/licenses/ISC.html */
function iscLicense(author) {
  return `Copyright (c) ${author}

Permission to use, copy, modify, and/or distribute this software for any purpose with or without fee is hereby granted, provided that the above
copyright notice and this permission notice appear in all copies.

THE SOFTWARE IS PROVIDED "AS IS" AND THE AUTHOR DISCLAIMS ALL WARRANTIES WITH REGARD TO THIS SOFTWARE INCLUDING ALL IMPLIED WARRANTIES OF
MERCHANTABILITY AND FITNESS. IN NO EVENT SHALL THE AUTHOR BE LIABLE FOR ANY SPECIAL, DIRECT, INDIRECT, OR CONSEQUENTIAL DAMAGES OR ANY DAMAGES
WHATSOEVER RESULTING FROM LOSS OF USE, DATA OR PROFITS, WHETHER IN AN ACTION OF CONTRACT, NEGLIGENCE OR OTHER TORTIOUS ACTION, ARISING OUT OF OR IN
CONNECTION WITH THE USE OR PERFORMANCE OF THIS SOFTWARE.`;
}

function licensesOf(inside) {
  const texts = inside.map(({ name, version, license, text }) =>
    [`${name} ${version} (${license})`, text ?? "The package has no license file."].join("\n\n"),
  );
  return `${["pulumi-github-packages carries code of these packages:", ...texts].join(`\n\n${"-".repeat(80)}\n\n`)}\n`;
}

/** https://cyclonedx.org/docs/1.6/json/ */
function sbomOf(root, inside) {
  const { name, version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  return {
    bomFormat: "CycloneDX",
    specVersion: "1.6",
    version: 1,
    metadata: {
      component: { type: "library", name, version, "bom-ref": purl({ name, version }), purl: purl({ name, version }) },
    },
    components: inside.map((one) => ({
      type: "library",
      "bom-ref": purl(one),
      name: one.name,
      version: one.version,
      licenses: [{ license: { id: one.license } }],
      purl: purl(one),
    })),
  };
}

function purl({ name, version }) {
  return `pkg:npm/${name.replace(/^@/, "%40")}@${version}`;
}
