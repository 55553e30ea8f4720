import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { repositoryRoot } from "../setup/paths.mjs";
import { box, consoleBlock, withoutProgress } from "./fill-in.mjs";
import { timelinePicture } from "./picture.mjs";

const require = createRequire(import.meta.url);

/** The instant of the emulator, of ages and of the reports. The data set "demo" is moved there. */
const NOW = "2026-11-21T09:00:00Z";

/** The emulator's token. */
const TOKEN = "emulator-admin";

const STREAM = { PULUMI_ENABLE_STREAMING_JSON_PREVIEW: "true" };

/**
 * A pull request from its preview to its merge, and the night after.
 *
 * @param {{ pulumi: string, env: Record<string, string> }} engine
 * @returns {Promise<Record<string, string>>} what each command says, as Markdown by name, and `picture`
 */
export async function play(engine) {
  const { startEmulator } = require(join(repositoryRoot, "dist", "emulator", "index.js"));
  const emulator = await startEmulator({ seed: "demo", clock: { now: () => Date.parse(NOW) } });
  const stage = openStage(engine, emulator.url);
  try {
    await stage.succeed(engine.pulumi, ["stack", "init", "production"]);
    return { ...(await previewed(stage)), ...(await stopped(stage)), ...(await applied(stage, emulator.world)) };
  } finally {
    rmSync(stage.directory, { recursive: true, force: true, maxRetries: 5 });
    await emulator.close();
  }
}

const PREVIEW = ["preview", "--policy-pack", "policy-pack"];

async function previewed(stage) {
  const plain = succeeded(await stage.pulumi(PREVIEW));
  const events = succeeded(await stage.pulumi([...PREVIEW, "--save-plan", "plan.json", "--json"], STREAM));
  const { markdown, html, code } = await stage.report(events.stdout);
  return {
    preview: consoleBlock(`pulumi ${PREVIEW.join(" ")}`, withoutProgress(plain.stdout)),
    report: box(markdown),
    "exit-code": consoleBlock(
      "pulumi preview --save-plan plan.json --json | npx pulumi-github-packages report --markdown report.md; echo $?",
      String(code),
    ),
    picture: timelinePicture(html),
  };
}

/** What a guard and the policy pack say, of a pull request that goes too far. */
async function stopped(stage) {
  stage.edit("maxDeletions: 200", "maxDeletions: 50");
  const guard = await stage.pulumi([...PREVIEW, "--json"], STREAM);
  stage.edit("maxDeletions: 50", "maxDeletions: 200");
  stage.edit("{ protect: true }", "{}");
  const pack = await stage.pulumi([...PREVIEW, "--json"], STREAM);
  stage.edit("{}", "{ protect: true }");
  return {
    "over-limits": box((await stage.report(guard.stdout, ["--limit", "2000"])).markdown),
    violation: box((await stage.report(pack.stdout, ["--limit", "2000"])).markdown),
  };
}

/** The update, with something published in between, and what somebody does on GitHub afterwards. */
async function applied(stage, world) {
  const mediaType = "application/vnd.oci.image.manifest.v1+json";
  const config = { mediaType: "application/vnd.oci.empty.v1+json", digest: digestOf("{}"), size: 2 };
  const content = JSON.stringify({ schemaVersion: 2, mediaType, config, layers: [config] });
  world.publish("acme", "container", "api", {
    name: digestOf(content),
    tags: ["pr-115"],
    manifest: { mediaType, content },
  });
  const update = ["up", "--yes", "--plan", "plan.json", "--policy-pack", "policy-pack"];
  const up = succeeded(await stage.pulumi(update));
  world.setVisibility("acme", "container", "api", "public");
  const refresh = succeeded(await stage.pulumi(["refresh", "--preview-only", "--json"], STREAM));
  const drift = await stage.report(refresh.stdout);
  return {
    update: consoleBlock(`pulumi ${update.join(" ")}`, withoutProgress(up.stdout)),
    drift: box(drift.markdown),
  };
}

/** What has failed for a reason of its own is not what the guide is about. */
function succeeded(result) {
  if (result.code !== 0) throw new Error(`a command of the guide failed: ${result.output}`);
  return result;
}

function digestOf(content) {
  return `sha256:${createHash("sha256").update(content).digest("hex")}`;
}

/** The example, as somebody copies it, with a state and a PULUMI_HOME of its own. */
function openStage(engine, baseUrl) {
  const directory = mkdtempSync(join(tmpdir(), "github-packages-guide-"));
  const isSource = (path) => !path.includes("node_modules");
  cpSync(join(repositoryRoot, "examples", "pull-request-preview"), directory, { recursive: true, filter: isSource });
  symlinkSync(join(repositoryRoot, "node_modules"), join(directory, "node_modules"), "junction");
  mkdirSync(join(directory, "state"));
  const env = environment(engine, directory, baseUrl);
  const run = (command, args, more) =>
    runCommand(command, args, { cwd: directory, env: { ...env, ...clockOfEmulator(), ...more } });
  return {
    directory,
    pulumi: (args, more) => run(engine.pulumi, [...args, "--non-interactive", "--color", "never"], more),
    succeed: async (command, args) => {
      succeeded(await run(command, args));
    },
    report: (input, options = []) => report(directory, run, input, options),
    edit: (from, to) => {
      const program = join(directory, "index.ts");
      const text = readFileSync(program, "utf8");
      if (!text.includes(from)) throw new Error(`the example has no ${from}`);
      writeFileSync(program, text.replace(from, to));
    },
  };
}

/** Whatever the user has set for their own Pulumi and GitHub stays out of it. */
function environment(engine, directory, baseUrl) {
  const inherited = Object.entries(process.env).filter(([name]) => !/^(PULUMI_|GITHUB_|GH_)/.test(name));
  return {
    ...Object.fromEntries(inherited),
    ...engine.env,
    PATH: [dirname(process.execPath), engine.env.PATH ?? process.env.PATH].join(delimiter),
    PULUMI_BACKEND_URL: `file://${join(directory, "state").replaceAll("\\", "/")}`,
    PULUMI_CONFIG_PASSPHRASE: "",
    PULUMI_HOME: join(directory, "home"),
    PULUMI_SKIP_UPDATE_CHECK: "true",
    // The program's types are checked with those of the tests.
    PULUMI_NODEJS_TRANSPILE_ONLY: "true",
    GITHUB_BASE_URL: baseUrl,
    GITHUB_TOKEN: TOKEN,
    AS_OF: NOW,
    SOURCE_DATE_EPOCH: String(Date.parse(NOW) / 1000),
    NODE_OPTIONS: `--require "${join(repositoryRoot, "tests/fixtures/clock/ahead.cjs")}"`,
  };
}

/** The provider plans nothing by a clock that differs from its server's, and the emulator's stands still: each command begins at its time. */
function clockOfEmulator() {
  return { CLOCK_AHEAD_MILLISECONDS: String(Date.parse(NOW) - Date.now()) };
}

async function report(directory, run, input, options) {
  const file = (name) => join(directory, name);
  writeFileSync(file("preview.json"), input);
  const cli = join(repositoryRoot, "dist", "cli", "main.js");
  const args = ["preview.json", "--markdown", "report.md", "--html", "report.html", ...options];
  const { code, stderr } = await run(process.execPath, [cli, "report", ...args]);
  if (stderr !== "") throw new Error(`report failed: ${stderr}`);
  return { code, markdown: readFileSync(file("report.md"), "utf8"), html: readFileSync(file("report.html"), "utf8") };
}

function runCommand(command, args, options) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { ...options, stdio: ["ignore", "pipe", "pipe"] });
    const printed = { stdout: "", stderr: "" };
    for (const stream of ["stdout", "stderr"]) {
      child[stream].setEncoding("utf8").on("data", (text) => {
        printed[stream] += text;
      });
    }
    child.once("error", reject);
    child.once("close", (code) => resolve({ code, ...printed }));
  });
}
