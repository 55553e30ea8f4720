import { spawn } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { repositoryRoot } from "../setup/paths.mjs";
import { createShortener } from "./shorten.mjs";

/** After a Ctrl-C the engine finishes the step it is at; then it is ended. */
const GRACE_MS = 10_000;

/** Where the demo plays: a copy of the quickstart in a temporary directory, with a state and a PULUMI_HOME of its own. */
export class Stage {
  #pulumi;
  #child;
  /** What the command before has shown, where it was a preview. */
  #previewed;
  /** Set once somebody wants the demo to end. */
  interrupted = false;

  /** @param {import("../setup/engine/find.mjs").Engine} engine */
  constructor(engine, { baseUrl, token, program }) {
    this.#pulumi = engine.pulumi;
    this.directory = mkdtempSync(join(tmpdir(), "github-packages-demo-"));
    this.program = join(this.directory, "examples", "quickstart", "index.ts");
    this.env = { ...inheritedEnvironment(), ...engine.env, ...this.#pulumiEnvironment() };
    Object.assign(this.env, { GITHUB_TOKEN: token, ...(baseUrl ? { GITHUB_BASE_URL: baseUrl } : {}) });
    mkdirSync(join(this.directory, "state"));
    for (const file of ["Pulumi.yaml", "examples/quickstart"]) {
      cpSync(join(repositoryRoot, file), join(this.directory, file), { recursive: true });
    }
    symlinkSync(join(repositoryRoot, "node_modules"), join(this.directory, "node_modules"), "junction");
    if (program) {
      writeFileSync(this.program, program);
    }
  }

  /** A local state that needs neither an account nor a passphrase, and nothing of the user's own Pulumi. */
  #pulumiEnvironment() {
    return {
      PULUMI_BACKEND_URL: `file://${join(this.directory, "state").replaceAll("\\", "/")}`,
      PULUMI_CONFIG_PASSPHRASE: "",
      PULUMI_HOME: join(this.directory, "home"),
      PULUMI_SKIP_UPDATE_CHECK: "true",
    };
  }

  readProgram() {
    return readFileSync(this.program, "utf8");
  }

  editProgram(from, to) {
    const text = this.readProgram();
    if (!text.includes(from)) {
      throw new Error(`The quickstart has no line with ${from}.`);
    }
    writeFileSync(this.program, text.replace(from, to));
  }

  /** Runs `pulumi` in front of the user, with its output shortened. Throws when it fails. */
  async pulumi(args) {
    const child = spawn(this.#pulumi, [...args, "--color", process.stdout.hasColors?.() ? "always" : "never"], {
      cwd: this.directory,
      env: this.env,
      stdio: ["ignore", "pipe", "inherit"],
    });
    this.#child = child;
    const shortener = createShortener(this.#previewed);
    child.stdout.setEncoding("utf8").on("data", (text) => process.stdout.write(shortener.take(text)));
    const { code, error } = await new Promise((resolve) => {
      child.once("error", (reason) => resolve({ error: reason }));
      child.once("close", (exitCode) => resolve({ code: exitCode }));
    });
    process.stdout.write(shortener.end());
    this.#previewed = args[0] === "preview" ? shortener.shown : undefined;
    this.#child = undefined;
    if (code !== 0 && !this.interrupted) {
      throw new Error(`pulumi ${args[0]} failed: ${error?.message ?? `exit code ${code}`}.`);
    }
  }

  /** Ends what runs. In a terminal the engine hears Ctrl-C itself, and a second one would make it drop everything. */
  interrupt() {
    this.interrupted = true;
    const child = this.#child;
    if (child) {
      setTimeout(() => child.kill("SIGINT"), process.stdin.isTTY ? GRACE_MS : 0).unref();
      setTimeout(() => child.kill("SIGKILL"), 2 * GRACE_MS).unref();
    }
  }

  close() {
    rmSync(this.directory, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Whatever the user has set for their own Pulumi and GitHub stays out of the demo: above all their token. */
function inheritedEnvironment() {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(PULUMI_|GITHUB_|GH_)/.test(name)));
}
