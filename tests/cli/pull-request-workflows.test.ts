/** examples/pull-request-preview: its workflows as they are written. What they do with a real engine: tests/engine-slow/pull-request.test.ts. */
import { join } from "node:path";
import { lintWorkflows } from "../support/actionlint";
import { repositoryRoot } from "../support/imports";
import { readWorkflow, runJob, type Workflow } from "../support/workflow";

const folder = join(repositoryRoot, "examples", "pull-request-preview", ".github", "workflows");
const [preview, apply, drift] = ["preview", "apply", "drift"].map((name) =>
  readWorkflow(join(folder, `${name}.yml`)),
) as [Workflow, Workflow, Workflow];

/** The tool that checks them is compiled the first time. */
jest.setTimeout(240_000);

describe("the workflows of the pull-request example", () => {
  it("pass actionlint", async () => {
    const files = ["preview", "apply", "drift"].map((name) => join(folder, `${name}.yml`));
    const own = join(repositoryRoot, ".github", "workflows", "test.yml");
    expect(await lintWorkflows([...files, own])).toEqual([]);
  });

  it("are given what they need and nothing else", () => {
    const permissions = (workflow: Workflow) => [
      workflow.permissions,
      ...Object.values(workflow.jobs).flatMap((job) => (job.permissions === undefined ? [] : [job.permissions])),
    ];
    const read = { contents: "read" };
    expect(permissions(preview)).toEqual([read, { ...read, "pull-requests": "write" }, {}]);
    expect(permissions(apply)).toEqual([read, { ...read, "pull-requests": "read", actions: "read" }]);
    expect(permissions(drift)).toEqual([read, { ...read, issues: "write" }]);
  });

  const steps = [preview, apply, drift].flatMap(({ jobs }) => Object.values(jobs).flatMap((job) => job.steps));

  it("put no text into a script: what others can choose comes as a variable of the environment", () => {
    const scripts = steps.flatMap(({ run = "" }) => run);
    expect(scripts.filter((script) => script.includes("${{"))).toEqual([]);
  });

  it("leave no token behind for the steps that run a pull request's code", () => {
    const checkouts = steps.filter(({ uses = "" }) => uses.startsWith("actions/checkout@"));
    expect(checkouts.map((step) => step.with)).toEqual(checkouts.map(() => ({ "persist-credentials": false })));
  });

  it.each([
    ["a fork's pull request", "stranger/infrastructure", "stranger"],
    ["Dependabot's", "acme/infrastructure", "dependabot[bot]"],
  ])("give %s nothing, and no preview", async (_, full_name, actor) => {
    const event = { pull_request: { number: 7, head: { repo: { full_name } } } };
    const options = { directory: folder, env: { PATH: process.env.PATH ?? "" }, actions: {} };
    const contexts = { github: { repository: "acme/infrastructure", actor, event } };
    expect(await runJob(preview, "preview", { ...options, contexts })).toMatchObject({ ran: false, steps: [] });
    expect((await runJob(preview, "no-preview", { ...options, contexts })).summary).toContain("gets no secrets");
    const own = {
      ...contexts.github,
      actor: "somebody",
      event: { pull_request: { head: { repo: { full_name: contexts.github.repository } } } },
    };
    expect(await runJob(preview, "no-preview", { ...options, contexts: { github: own } })).toMatchObject({
      ran: false,
    });
  });
});
