// The part of matrix.json whose stacks differ from another commit: node scripts/changed.mjs origin/main
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

const [base] = process.argv.slice(2);
const changed = execFileSync("git", ["diff", "--name-only", "--relative", "-z", `${base}...HEAD`], { encoding: "utf8" })
  .split("\0")
  .filter(Boolean);
const { include } = JSON.parse(readFileSync("matrix.json", "utf8"));
const isOfStack = (file) => /^Pulumi\.share-\d+\.yaml$/.test(file);
const isOfAll = changed.some((file) => !isOfStack(file) && file !== "matrix.json" && !file.endsWith(".md"));
console.log(
  JSON.stringify({ include: include.filter(({ stack }) => isOfAll || changed.includes(`Pulumi.${stack}.yaml`)) }),
);
