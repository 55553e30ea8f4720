// Divides an inventory into stacks: node scripts/divide.mjs INVENTORY.json [--stacks N] [--tokens N] [--requests N]
//
// Writes Pulumi.share-NN.yaml for each stack, with its packages, and matrix.json, which the workflows and run.mjs read. What is in the files
// already, stays: a package moves to another stack only where its own has no room any more.
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { parse, parseDocument } from "yaml";
import { divide, nightlyRequests } from "./division.mjs";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    stacks: { type: "string", default: "1" },
    tokens: { type: "string", default: "1" },
    // Of the 5,000 that a token has in an hour: the rest is for what the estimate does not know.
    requests: { type: "string", default: "4000" },
  },
});
const [file] = positionals;
if (file === undefined)
  fail("Name the inventory: pulumi-github-packages inventory --owner acme --format json > inventory.json");
const least = whole("stacks");
const tokens = whole("tokens");
const capacity = whole("requests");

const inventory = JSON.parse(readFileSync(file, "utf8"));
if (inventory.length === 0) fail(`${file} has no packages: nothing was written.`);
const owners = new Set(inventory.map(({ owner }) => owner));
if (owners.size > 1) fail(`${file} has packages of ${[...owners].join(", ")}: make a project for each owner.`);
const [owner] = owners;

const { name: project } = parse(readFileSync("Pulumi.yaml", "utf8"));
const PACKAGES = `${project}:packages`;
const stackFile = (stack) => `Pulumi.${stack}.yaml`;
const former = new Map(
  readdirSync(".")
    .map((name) => /^Pulumi\.(share-\d+)\.yaml$/.exec(name)?.[1])
    .filter((stack) => stack !== undefined)
    .sort()
    .map((stack) => [stack, keysIn(parse(readFileSync(stackFile(stack), "utf8"))?.config?.[PACKAGES] ?? {})]),
);

const now = Date.now();
const packages = inventory.map((one) => ({ key: keyOf(one.packageType, one.name), cost: nightlyRequests(one, now) }));
// One that is too large for any stack fills its own.
const total = packages.reduce((sum, { cost }) => sum + Math.min(cost, capacity), 0);
const shares = divide(packages, former, { least: Math.max(least, Math.ceil(total / capacity)), capacity });

for (const [stack, { keys }] of shares) {
  const path = stackFile(stack);
  const document = parseDocument(existsSync(path) ? readFileSync(path, "utf8") : "config: {}\n");
  document.setIn(["config", "github-packages:owner"], owner);
  document.setIn(["config", PACKAGES], byType(keys));
  document.getIn(["config"]).flow = false;
  writeFileSync(path, document.toString());
}
const include = [...shares.keys()].map((stack, place) => ({ stack, token: `PACKAGES_TOKEN_${(place % tokens) + 1}` }));
const rows = include.map((row) => `  ${JSON.stringify(row)}`).join(",\n");
writeFileSync("matrix.json", `{"include": [\n${rows}\n]}\n`);

const costs = [...shares.values()].map(({ cost }) => Math.round(cost));
console.log(`${packages.length} packages in ${shares.size} stacks, ${tokens} ${tokens === 1 ? "token" : "tokens"}.`);
console.log(`A night takes ${Math.min(...costs)} to ${Math.max(...costs)} requests a stack, of ${capacity}.`);
for (const [stack, { cost, keys }] of shares) {
  if (cost > capacity) console.log(`${stack} takes more than a token's hour: ${keys.join(", ")}.`);
}

function keyOf(packageType, name) {
  return `${packageType}/${name}`;
}

/** In a policy a name is a pattern, in which these mean something. */
function keysIn(packagesOfType) {
  return Object.entries(packagesOfType).flatMap(([packageType, patterns]) =>
    patterns.map((pattern) => keyOf(packageType, pattern.replace(/\\(.)/g, "$1"))),
  );
}

function byType(keys) {
  const packagesOfType = {};
  for (const key of keys) {
    const [, packageType, name] = /^([^/]+)\/(.*)$/.exec(key);
    packagesOfType[packageType] ??= [];
    packagesOfType[packageType].push(name.replace(/[\\*?[\]{}]/g, "\\$&"));
  }
  return packagesOfType;
}

function whole(option) {
  const number = Number(values[option]);
  if (!Number.isSafeInteger(number) || number < 1)
    fail(`--${option} is a whole number from 1 on; ${values[option]} is not.`);
  return number;
}

function fail(message) {
  console.error(message);
  process.exit(1);
}
