/**
 * Writes tests/openapi/*.json: the parts of GitHub's own OpenAPI descriptions that the emulator's tests validate answers against.
 * They come from @octokit/openapi, which unpacks to 400 MB and is therefore no dependency: run this by hand to move to another version.
 *
 *   node scripts/extract-openapi.mjs
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const source = "@octokit/openapi@23.0.2";
const descriptions = ["api.github.com", "ghes-3.18"];
const packageOperations = 27;
/** What clients of the packages API ask beside it. */
const otherOperations = ["users/get-by-username", "users/get-authenticated", "orgs/get", "rate-limit/get", "meta/get"];
/** Words for people; validation needs none of them. */
const prose = new Set(["description", "example", "examples", "externalDocs", "summary", "x-multi-segment", "tags"]);

const target = join(dirname(dirname(fileURLToPath(import.meta.url))), "tests", "openapi");
const directory = mkdtempSync(join(tmpdir(), "extract-openapi-"));
try {
  console.log(`Downloading ${source} (about 30 MB) …`);
  execFileSync("npm", ["pack", source, "--silent", "--pack-destination", directory], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  for (const name of descriptions) {
    const member = `package/generated/${name}.json`;
    execFileSync("tar", ["-xzf", `octokit-openapi-${source.split("@").at(-1)}.tgz`, member], { cwd: directory });
    const file = join(target, `${name}.json`);
    const text = JSON.stringify(extract(JSON.parse(readFileSync(join(directory, member), "utf8"))), null, 1);
    writeFileSync(file, `${text}\n`);
    console.log(`${file}: ${Math.round(text.length / 1024)} KiB`);
  }
} finally {
  rmSync(directory, { recursive: true });
}

function extract(description) {
  const paths = {};
  const references = new Set();
  let count = 0;
  for (const [path, methods] of Object.entries(description.paths)) {
    for (const [method, operation] of Object.entries(methods)) {
      const isPackages = operation.tags?.includes("packages");
      if (!isPackages && !otherOperations.includes(operation.operationId)) continue;
      if (isPackages) count += 1;
      paths[path] ??= {};
      paths[path][method] = {
        anchor: operation.externalDocs.url.split("#")[1],
        ...withoutProse(operation, references),
      };
    }
  }
  if (count !== packageOperations) throw new Error(`found ${count} package operations, not ${packageOperations}`);
  return {
    generated: `from ${source} by scripts/extract-openapi.mjs; do not edit`,
    openapi: description.openapi,
    paths,
    components: componentsOf(description, references),
  };
}

/** Every component that is referred to, and what those refer to. */
function componentsOf(description, references) {
  const components = {};
  for (const reference of references) {
    const [, , kind, name] = reference.split("/");
    components[kind] ??= {};
    components[kind][name] = withoutProse(description.components[kind][name], references);
  }
  return components;
}

/** A copy without prose that notes what it refers to. Below "properties", keys are names of data and all stay. */
function withoutProse(value, references, isData = false) {
  if (Array.isArray(value)) return value.map((item) => withoutProse(item, references));
  if (value === null || typeof value !== "object") return value;
  const entries = Object.entries(value).filter(([key]) => isData || !prose.has(key));
  for (const [key, item] of entries) if (key === "$ref") references.add(item);
  return Object.fromEntries(entries.map(([key, item]) => [key, withoutProse(item, references, key === "properties")]));
}
