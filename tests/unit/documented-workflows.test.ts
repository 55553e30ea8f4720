import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { repositoryRoot } from "../support/imports";

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}

const read = (...path: string[]) => readFileSync(join(repositoryRoot, ...path), "utf8");
const namesIn = (folder: string, end: string) =>
  readdirSync(join(repositoryRoot, folder)).filter((name) => name.endsWith(end));

/** What those in the documentation begin with may be left out; their jobs are whole. */
const documented = namesIn("docs", ".md").flatMap((page) =>
  [...read("docs", page).matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, text = ""]) => text),
);
const examples = ["organization", "pull-request-preview"].flatMap((example) => {
  const folder = `examples/${example}/.github/workflows`;
  return namesIn(folder, ".yml").map((name) => read(folder, name));
});
const jobs = [...documented, ...examples]
  .map((text) => parse(text) as { jobs?: Readonly<Record<string, { readonly steps: readonly Step[] }>> })
  .flatMap((workflow) => Object.values(workflow.jobs ?? {}));

describe("workflows in the documentation and the examples", () => {
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
