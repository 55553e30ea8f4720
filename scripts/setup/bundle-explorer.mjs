import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

/** The page of `explore`, without its data. */
export const EXPLORER_PAGE = "explorer/index.html";

const POLICY = '<meta http-equiv="Content-Security-Policy" content="';

/** Evergreen browsers of the last years: the newest thing that the page needs of them is `light-dark()`. */
const TARGET = ["es2022", "chrome123", "firefox120", "safari17.5"];

/**
 * Writes one HTML file that has the page, its style and its worker inside, and a place for the data. Its policy lets nothing run or load but these, by their
 * hashes.
 *
 * @param {string} root the repository
 * @param {string} outdir
 * @returns esbuild's metafiles
 */
export async function bundleExplorer(root, outdir) {
  const { build } = createRequire(join(root, "package.json"))("esbuild");
  const bundles = await Promise.all(
    ["explorer/page/main.tsx", "explorer/worker/main.ts"].map((entry) =>
      build({
        absWorkingDir: root,
        stdin: moduleAt(root, entry),
        outdir: "explorer",
        write: false,
        bundle: true,
        minify: true,
        platform: "browser",
        format: "iife",
        target: TARGET,
        jsx: "automatic",
        jsxImportSource: "preact",
        charset: "utf8",
        legalComments: "none",
        logLevel: "error",
        metafile: true,
        plugins: [schemaOfPolicies(root)],
      }),
    ),
  );
  const [page, worker] = bundles.map(({ outputFiles }) => ({
    script: textOf(outputFiles, ".js"),
    style: textOf(outputFiles, ".css"),
  }));
  const html = fill(readFileSync(join(root, "explorer/page/page.html"), "utf8"), {
    [POLICY]: contentPolicy(page),
    "<style>": page.style,
    '<script type="text/plain" id="worker">': worker.script,
    "<script>": page.script,
  });
  const file = join(outdir, EXPLORER_PAGE);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, html);
  return bundles.map(({ metafile }) => metafile);
}

/** Of the package's schema the page needs what a retention policy is made of. */
function schemaOfPolicies(root) {
  return {
    name: "schema-of-policies",
    setup({ onLoad }) {
      onLoad({ filter: /[\\/]sdk[\\/]schema\.json$/ }, () => {
        const { resources, types } = JSON.parse(readFileSync(join(root, "sdk/schema.json"), "utf8"));
        const policy = "github-packages:index:RetentionPolicy";
        const { inputProperties } = resources[policy];
        const kept = Object.entries(types).filter(([name]) =>
          /:(?:Retention\w+|OwnerType|PackageType|TagState)$/.test(name),
        );
        const contents = { resources: { [policy]: { inputProperties } }, types: Object.fromEntries(kept) };
        return { contents: JSON.stringify(contents), loader: "json" };
      });
    },
  };
}

/** By package.json's `type`, a file without exports is CommonJS to esbuild, which then leaves out nothing of what it imports. */
function moduleAt(root, entry) {
  return {
    contents: `${readFileSync(join(root, entry), "utf8")}\nexport {};\n`,
    sourcefile: entry,
    resolveDir: join(root, dirname(entry)),
    loader: "tsx",
  };
}

function textOf(outputFiles, extension) {
  return outputFiles.find(({ path }) => path.endsWith(extension))?.text.trim() ?? "";
}

/** `connect-src` is named although `default-src` would do: the server of `explore` lets the page ask for its data there. */
function contentPolicy({ script, style }) {
  return [
    "default-src 'none'",
    `script-src '${hashOf(script)}'`,
    `style-src '${hashOf(style)}'`,
    "worker-src blob:",
    "connect-src 'none'",
    "img-src data:",
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
}

function hashOf(text) {
  return `sha256-${createHash("sha256").update(text).digest("base64")}`;
}

/** Puts texts behind what the template has once. What ends its own element would be cut off there, and what a browser changes while it reads has another hash. */
function fill(template, texts) {
  return Object.entries(texts).reduce((page, [start, text]) => {
    if (page.split(start).length !== 2) throw new Error(`The template of the explorer's page must have ${start} once.`);
    if (/<\/(?:script|style)|<!--|\r|\0/i.test(text))
      throw new Error(`The explorer's page can't hold this after ${start}.`);
    return page.replace(start, () => start + text);
  }, template);
}
