import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { repositoryRoot } from "../support/imports";

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}

/** Workflows in the documentation: what they begin with may be left out, their jobs are whole. */
const jobs = readdirSync(join(repositoryRoot, "docs"))
  .filter((file) => file.endsWith(".md"))
  .flatMap((file) => [...readFileSync(join(repositoryRoot, "docs", file), "utf8").matchAll(/```yaml\n([\s\S]*?)```/g)])
  .map(([, text = ""]) => parse(text) as { jobs?: Readonly<Record<string, { readonly steps: readonly Step[] }>> })
  .flatMap((workflow) => Object.values(workflow.jobs ?? {}));

describe("workflows in the documentation", () => {
  const steps = jobs.flatMap((job) => job.steps);

  it("leave no command to Pulumi's action, whose updates have no preview", () => {
    const installs = steps.filter(({ uses = "" }) => uses.startsWith("pulumi/actions@"));
    expect(installs.length).toBeGreaterThan(0);
    expect(installs.map((step) => step.with?.command)).toEqual(installs.map(() => undefined));
    const updates = steps.filter(({ run = "" }) => run.includes("pulumi up"));
    expect(updates.length).toBeGreaterThan(0);
    expect(updates.filter(({ run = "" }) => /--skip-preview|(?:^| )-f(?: |$)/m.test(run))).toEqual([]);
  });

  it("put no text into a script", () => {
    expect(steps.filter(({ run = "" }) => run.includes("${{"))).toEqual([]);
  });
});
