// Previews or updates stacks, by Pulumi's Automation API: node scripts/run.mjs preview|up [STACK …]
//
// All stacks of matrix.json where none is named. Each token has its stacks one after another, and all tokens work at the same time. The tokens are in the
// environment, under the names that matrix.json gives them. What happened is in results/: STACK.json, which summary.mjs reads, STACK.html, the report of
// what was shown; and STACK.audit.jsonl, to which what was deleted and restored is added.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ConcurrentUpdateError, LocalWorkspace } from "@pulumi/pulumi/automation/index.js";

const RESULTS = "results";

/** With it, `--json` prints the engine's events one by one, which is what the report reads. */
const EVENTS_AS_JSON = { PULUMI_ENABLE_STREAMING_JSON_PREVIEW: "true" };

const [command, ...named] = process.argv.slice(2);
if (command !== "preview" && command !== "up") fail("Say what to do: node scripts/run.mjs preview|up [STACK …]");
const { include } = JSON.parse(readFileSync("matrix.json", "utf8"));
const unknown = named.filter((name) => !include.some(({ stack }) => stack === name));
if (unknown.length > 0) fail(`matrix.json has no ${unknown.join(", ")}.`);
const chosen = include.filter(({ stack }) => named.length === 0 || named.includes(stack));
const stacksOf = byToken(chosen);
const missing = [...stacksOf.keys()].filter((token) => !process.env[token]);
if (missing.length > 0)
  fail(`The environment has no ${missing.join(", ")}: matrix.json names ${missing.length === 1 ? "it" : "them"}.`);

mkdirSync(RESULTS, { recursive: true });
const outcomes = await Promise.all([...stacksOf].map(runInTurn));
process.exitCode = outcomes
  .flat()
  .every((outcome) => outcome === "done" || outcome === "nothing" || outcome === "changes")
  ? 0
  : 1;

async function runInTurn([token, stacks]) {
  const outcomes = [];
  for (const { stack } of stacks) {
    const started = Date.now();
    const result = await run(stack, process.env[token]).catch(failure);
    const seconds = Math.round((Date.now() - started) / 1000);
    writeFileSync(fileOf(stack, "json"), `${JSON.stringify({ stack, command, seconds, ...result })}\n`);
    console.log(`${stack}: ${result.outcome}, ${result.deletions ?? 0} deletions, ${seconds} s`);
    outcomes.push(result.outcome);
  }
  return outcomes;
}

async function run(stackName, token) {
  const before = auditLog(stackName).length;
  const { output, error } = await pulumi(stackName, token);
  if (error instanceof ConcurrentUpdateError) throw error;
  const report = reportOf(stackName, output);
  if (report === undefined) throw error ?? new Error("pulumi has printed no preview.");
  const shown = resultOf(report);
  const hasRun = command === "up" && (shown.outcome === "nothing" || shown.outcome === "changes");
  if (!hasRun) return shown;
  const after = done(auditLog(stackName).slice(before));
  if (error) return { ...shown, ...after, outcome: "failed", message: errorsIn(output) };
  return { ...shown, ...after, outcome: shown.outcome === "changes" ? "done" : "nothing" };
}

/** Runs `pulumi preview` or `pulumi up`, which shows its preview first and deletes what that has shown; the Automation API's own `up` has no preview. */
async function pulumi(stackName, token) {
  const { workspace } = await LocalWorkspace.createOrSelectStack({ stackName, workDir: process.cwd() });
  const args = [command, "--json", "--stack", stackName, ...(command === "up" ? ["--yes"] : [])];
  let output = "";
  const collect = (chunk) => {
    output += chunk;
  };
  const env = { GITHUB_TOKEN: token, ...EVENTS_AS_JSON };
  const error = await workspace.pulumiCommand.run(args, process.cwd(), env, collect).then(
    () => undefined,
    (reason) => reason,
  );
  return { output, error };
}

/** The report of what the preview has shown: of an `up`, that is what it prints up to the first `cancelEvent`. */
function reportOf(stack, output) {
  const lines = output.split("\n");
  const end = lines.findIndex((line) => line.includes('"cancelEvent":')) + 1;
  const json = fileOf(stack, "report.json");
  const args = ["--no-install", "pulumi-github-packages", "report", "--json", json, "--html", fileOf(stack, "html")];
  if (command === "preview") args.push("--reads-only");
  const input = (end > 0 ? lines.slice(0, end) : lines).join("\n");
  spawnSync("npx", args, { input, encoding: "utf8", shell: process.platform === "win32" });
  if (!existsSync(json)) return undefined;
  const report = JSON.parse(readFileSync(json, "utf8"));
  rmSync(json);
  return report;
}

function errorsIn(output) {
  const events = output.split("\n").filter((line) => line.includes('"severity":"error"'));
  return events.map((line) => JSON.parse(line).diagnosticEvent.message).join("\n");
}

function resultOf({ verdict, policies, skipped, errors }) {
  const sum = (count) => policies.reduce((total, policy) => total + count(policy), 0);
  return {
    outcome: verdict,
    packages: sum((policy) => policy.packages.length + policy.untouched),
    deletions: sum((policy) => policy.deletions),
    restorations: sum((policy) => policy.restorations),
    skipped: skipped.map(({ what, why }) => `${what}: ${why}`),
    ...((verdict === "failed" || verdict === "over-limits") && {
      message: [...policies.flatMap(({ limits }) => limits), ...errors].join("\n"),
    }),
  };
}

/** What was deleted and restored, line by line, in all runs so far. */
function auditLog(stack) {
  const path = fileOf(stack, "audit.jsonl");
  return existsSync(path) ? readFileSync(path, "utf8").split("\n").filter(Boolean) : [];
}

function done(lines) {
  const restorations = lines.filter((line) => JSON.parse(line).action === "restore").length;
  return { deletions: lines.length - restorations, restorations };
}

function failure(error) {
  if (error instanceof ConcurrentUpdateError) {
    return {
      outcome: "locked",
      message: "Another run holds its lock. If there is none any more: pulumi cancel --stack STACK --yes",
    };
  }
  return { outcome: "failed", message: error instanceof Error ? error.message : String(error) };
}

function fileOf(stack, kind) {
  return join(RESULTS, `${stack}.${kind}`);
}

function byToken(stacks) {
  const groups = new Map();
  for (const one of stacks) groups.set(one.token, [...(groups.get(one.token) ?? []), one]);
  return groups;
}

function fail(message) {
  console.error(message);
  process.exit(1);
}
