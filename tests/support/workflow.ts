import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import { type Contexts, evaluate, interpolate, isTruthy } from "./workflow-expression";

type Values = Readonly<Record<string, string>>;

interface Step {
  readonly id?: string;
  readonly name?: string;
  readonly if?: string;
  readonly uses?: string;
  readonly with?: Readonly<Record<string, unknown>>;
  readonly run?: string;
  readonly env?: Values;
  readonly "continue-on-error"?: boolean;
}

interface Job {
  readonly if?: string;
  readonly env?: Values;
  readonly environment?: string;
  readonly outputs?: Values;
  readonly steps: readonly Step[];
}

export interface Workflow {
  readonly defaults?: { readonly run?: { readonly shell?: string } };
  readonly env?: Values;
  readonly permissions?: unknown;
  readonly jobs: Readonly<Record<string, Job & { readonly permissions?: unknown }>>;
}

export interface JobOptions {
  /** The checked-out repository. */
  readonly directory: string;
  /** What the runner's own environment has. */
  readonly env: Values;
  /** `github`, `secrets`, `needs`. */
  readonly contexts: Contexts;
  /** What stands in for actions, by name without version; one that is missing fails the job. */
  readonly actions: Readonly<Record<string, (inputs: Values) => Promise<void>>>;
  /** Names of `run:` steps that can't be run without GitHub or a registry. */
  readonly leavesOut?: readonly string[];
}

export interface JobResult {
  readonly succeeded: boolean;
  /** False when the job's own condition did not hold. */
  readonly ran: boolean;
  readonly environment: string;
  readonly outputs: Values;
  readonly summary: string;
  /** What the steps have printed, both streams. */
  readonly log: string;
  /** Names of the steps that ran, in order; a failed one has `!` before it. */
  readonly steps: readonly string[];
}

export function readWorkflow(file: string): Workflow {
  return parse(readFileSync(file, "utf8")) as Workflow;
}

/** Runs one job of a workflow: its shell steps as they are written, with what a runner gives them. */
export async function runJob(workflow: Workflow, name: string, options: JobOptions): Promise<JobResult> {
  const job = workflow.jobs[name];
  if (!job) throw new Error(`the workflow has no job ${name}`);
  const files = await mkdtemp(join(tmpdir(), "github-packages-job-"));
  try {
    return await new JobRun(workflow, job, options, files).run();
  } finally {
    await rm(files, { recursive: true, force: true });
  }
}

class JobRun {
  private readonly stepOutputs: Record<string, { outputs: Record<string, string> }> = {};
  private readonly ran: string[] = [];
  private failed = false;
  private log = "";
  private summary = "";

  constructor(
    private readonly workflow: Workflow,
    private readonly job: Job,
    private readonly options: JobOptions,
    private readonly files: string,
  ) {}

  async run(): Promise<JobResult> {
    const ran = isTruthy(evaluate(this.job.if ?? "'yes'", this.contexts()));
    for (const step of ran ? this.job.steps : []) {
      if (!this.isDue(step)) continue;
      const label = step.name ?? step.uses ?? "";
      const succeeded = await this.runStep(step).catch((error: Error) => {
        this.log += `${error.message}\n`;
        return false;
      });
      this.ran.push(succeeded ? label : `!${label}`);
      if (!succeeded && !step["continue-on-error"]) this.failed = true;
    }
    const { outputs = {}, environment = "" } = this.job;
    return {
      succeeded: !this.failed,
      ran,
      environment: interpolate(environment, this.contexts()),
      outputs: this.filled(outputs),
      summary: this.summary,
      log: this.log,
      steps: this.ran,
    };
  }

  private contexts(): Contexts {
    return {
      ...this.options.contexts,
      env: this.filled({ ...this.workflow.env, ...this.job.env }, {}),
      steps: this.stepOutputs,
    };
  }

  /** Without a status function, a step runs only while nothing has failed. */
  private isDue({ if: condition = "success()" }: Step): boolean {
    const functions = { success: () => !this.failed, failure: () => this.failed, always: () => true };
    const holds = isTruthy(evaluate(condition, this.contexts(), functions));
    return holds && (!this.failed || /\b(?:failure|always)\(\)/.test(condition));
  }

  private async runStep(step: Step): Promise<boolean> {
    if (step.uses !== undefined) {
      const action = this.options.actions[step.uses.replace(/@.*$/, "")];
      if (!action) throw new Error(`nothing stands in for ${step.uses}`);
      const inputs = Object.entries(step.with ?? {}).map(([key, value]): [string, string] => [key, String(value)]);
      await action(this.filled(Object.fromEntries(inputs)));
      return true;
    }
    if (this.options.leavesOut?.includes(step.name ?? "")) return true;
    return this.runShell(step);
  }

  /** With the options of GitHub's runners: https://docs.github.com/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idstepsshell */
  private async runShell({ id, run = "", env = {} }: Step): Promise<boolean> {
    const [script, output, summary] = ["script", "output", "summary"].map((name) => join(this.files, name)) as [
      string,
      string,
      string,
    ];
    await writeFile(script, interpolate(run, this.contexts()));
    await writeFile(output, "");
    await writeFile(summary, "");
    const own = this.filled({ ...this.workflow.env, ...this.job.env, ...env });
    const options = this.workflow.defaults?.run?.shell === "bash" ? "-eo pipefail" : "-e";
    const code = await this.spawn(["--noprofile", "--norc", ...options.split(" "), script], {
      ...this.options.env,
      ...own,
      GITHUB_OUTPUT: output,
      GITHUB_STEP_SUMMARY: summary,
    });
    this.summary += await readFile(summary, "utf8");
    const outputs = (await readFile(output, "utf8")).split("\n").filter(Boolean);
    if (id)
      this.stepOutputs[id] = { outputs: Object.fromEntries(outputs.map((line) => line.split(/=(.*)/s).slice(0, 2))) };
    return code === 0;
  }

  private spawn(args: string[], env: Values): Promise<number | null> {
    return new Promise((resolve, reject) => {
      const child = spawn("bash", args, { cwd: this.options.directory, env, stdio: ["ignore", "pipe", "pipe"] });
      for (const stream of [child.stdout, child.stderr])
        stream.setEncoding("utf8").on("data", (chunk: string) => {
          this.log += chunk;
        });
      child.once("error", reject);
      child.once("close", resolve);
    });
  }

  private filled(values: Values, contexts: Contexts = this.contexts()): Record<string, string> {
    return Object.fromEntries(
      Object.entries(values).map(([key, value]) => [key, interpolate(String(value), contexts)]),
    );
  }
}
