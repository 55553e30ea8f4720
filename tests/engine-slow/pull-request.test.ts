/** examples/pull-request-preview: its workflows' own shell steps, against a real engine, the emulator, and a repository over HTTP. */
import { existsSync } from "node:fs";
import { cp, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Emulator, startEmulator } from "../../emulator";
import { buildImage } from "../../emulator/images";
import { type ExampleProject, startExampleProject } from "../support/example-project";
import { type GitHubRepository, startGitHubRepository } from "../support/github-repository";
import { repositoryRoot } from "../support/imports";
import { ADMIN_TOKEN } from "../support/small-world";
import { type JobResult, readWorkflow, runJob, type Workflow } from "../support/workflow";

const folder = join(repositoryRoot, "examples", "pull-request-preview", ".github", "workflows");
const [preview, apply, drift] = ["preview", "apply", "drift"].map((name) =>
  readWorkflow(join(folder, `${name}.yml`)),
) as [Workflow, Workflow, Workflow];

jest.setTimeout(240_000);

const TOKEN = "token-of-the-run";
const PULL_REQUEST = 7;
const HEAD = "a".repeat(40);
const BRANCH = "fewer-images";
const MERGED = "b".repeat(40);

/** As GitHub writes it. */
const hoursFromNow = (hours: number) => `${new Date(Date.now() + hours * 3_600_000).toISOString().slice(0, 19)}Z`;

describe("the workflows", () => {
  let emulator: Emulator;
  let repository: GitHubRepository;
  let project: ExampleProject;
  let artifacts: string;

  beforeEach(async () => {
    emulator = await startEmulator({ seed: "demo" });
    repository = await startGitHubRepository(TOKEN);
    artifacts = await mkdtemp(join(tmpdir(), "github-packages-artifacts-"));
    project = await startExampleProject({ GITHUB_BASE_URL: emulator.url });
    repository.addIssue({ number: PULL_REQUEST });
    const merged = {
      number: PULL_REQUEST,
      merged_at: hoursFromNow(2),
      base: { ref: "main" },
      head: { sha: HEAD, ref: BRANCH, repo: { full_name: repository.name } },
    };
    repository.pulls.set(MERGED, [merged]);
  });
  afterEach(async () => {
    await project.close();
    await rm(artifacts, { recursive: true, force: true });
    await repository.close();
    await emulator.close();
  });

  const contexts = () => ({
    github: {
      token: TOKEN,
      repository: repository.name,
      ref_name: "main",
      event_name: "push",
      actor: "somebody",
      event: { pull_request: { number: PULL_REQUEST, head: { repo: { full_name: repository.name } } } },
    },
    secrets: { PACKAGES_READ_TOKEN: ADMIN_TOKEN, PACKAGES_TOKEN: ADMIN_TOKEN },
  });

  /** Artifacts go to a folder and come back; what checks out and installs has happened already. */
  const actions = {
    "actions/checkout": async () => {},
    "actions/setup-node": async () => {},
    "pulumi/actions": async () => {},
    "actions/upload-artifact": async ({ name = "", path = "" }) => {
      if (!existsSync(join(project.workspace.dir, path))) return;
      await rm(join(artifacts, name), { recursive: true, force: true });
      await cp(join(project.workspace.dir, path), join(artifacts, name), { recursive: true });
    },
    "actions/download-artifact": async ({ name = "", path = "" }) => {
      await rm(join(project.workspace.dir, path), { recursive: true, force: true });
      await cp(join(artifacts, name), join(project.workspace.dir, path), { recursive: true });
    },
  };

  const run = (workflow: Workflow, job: string, needs: object = {}): Promise<JobResult> =>
    runJob(workflow, job, {
      directory: project.workspace.dir,
      env: {
        ...project.workspace.env,
        GITHUB_API_URL: repository.url,
        GITHUB_REPOSITORY: repository.name,
        GITHUB_SHA: MERGED,
      },
      contexts: { ...contexts(), needs },
      actions,
      leavesOut: ["Install dependencies"],
    });

  /** It has none of the files of the last one. */
  const takeNewRunner = async () => {
    for (const leftover of ["plan", "approved", "report.md", "report.html"])
      await rm(join(project.workspace.dir, leftover), { recursive: true, force: true });
  };

  /** Both jobs of a merge. */
  const merge = async () => {
    await takeNewRunner();
    const planned = await run(apply, "plan");
    const applied = await run(apply, "apply", { plan: { outputs: planned.outputs } });
    return { planned, applied };
  };

  const approve = () => {
    const [run_started_at, updated_at] = [hoursFromNow(-1), hoursFromNow(1)];
    const head_repository = { full_name: repository.name };
    const run = { id: 99, conclusion: "success", head_branch: BRANCH, head_repository };
    repository.runs.push({ ...run, run_started_at, updated_at });
  };
  const comments = () => repository.issues.get(PULL_REQUEST)?.comments ?? [];
  const tags = () => emulator.world.versions("acme", "container", "api").flatMap(({ tags: all = [] }) => all);

  const publish = (tag: string) => {
    const { digest: name, mediaType, content } = buildImage({ content: tag });
    emulator.world.publish("acme", "container", "api", { name, tags: [tag], manifest: { mediaType, content } });
  };

  it("comment, and apply exactly the plan that was approved", async () => {
    const previewed = await run(preview, "preview");
    expect({ ...previewed, log: "" }).toMatchObject({ succeeded: true });
    expect(comments().map(({ body }) => body)).toEqual([previewed.summary]);
    expect(previewed.summary).toContain("### `images`: delete 84 of");
    expect((await readdir(artifacts)).sort()).toEqual(["plan", "report"]);

    approve();
    publish("pr-1");
    const before = tags();
    const { planned, applied } = await merge();
    expect(planned.outputs).toEqual({ source: "approved", code: "2" });
    expect(applied).toMatchObject({ ran: true, succeeded: true, environment: "packages" });
    const gone = before.filter((tag) => !tags().includes(tag));
    expect(gone.sort()).toEqual(Array.from({ length: 10 }, (_, index) => `pr-${101 + index}`));
  });

  it("plan again, for somebody to approve, when what is merged is not what was previewed", async () => {
    await run(preview, "preview");
    approve();
    await project.edit('olderThan: "14d"', 'olderThan: "15d"');
    const { planned, applied } = await merge();
    expect(planned.outputs).toEqual({ source: "new", code: "2" });
    expect(planned.summary).toContain("### `images`: delete 84 of");
    expect(applied).toMatchObject({ succeeded: true, environment: "packages-review" });
  });

  it("fail over a limit, with the reason in the comment and no plan to apply", async () => {
    await project.edit("maxDeletions: 200", "maxDeletions: 50");
    const { succeeded, steps } = await run(preview, "preview");
    expect(succeeded).toBe(false);
    expect(steps.at(-1)).toBe("!Fail when it can't be applied");
    expect(comments()[0]?.body).toContain("would delete 84 versions (api: 78, shop/web: 6), which is more than 50.");
    expect(await readdir(artifacts)).toEqual(["report"]);
  });

  it("say in the comment that the preview failed, also where pulumi has printed nothing", async () => {
    await run(preview, "preview");
    await takeNewRunner();
    project.workspace.env.PULUMI_BACKEND_URL = "https://127.0.0.1:1";
    const { succeeded, steps } = await run(preview, "preview");
    expect({ succeeded, last: steps.at(-1) }).toEqual({ succeeded: false, last: "!Fail when it can't be applied" });
    expect(comments()).toMatchObject([
      { body: expect.stringContaining("The preview failed: what an update would do is not known") },
    ]);
    expect(comments()[0]?.body).not.toContain("delete 84");
  });

  it("fail when the policy pack objects, with its words in the comment", async () => {
    await project.edit("{ protect: true }", "{}");
    const { succeeded } = await run(preview, "preview");
    expect(succeeded).toBe(false);
    expect(comments()[0]?.body).toMatch(
      /\*\*`mandatory`\*\* `packages-protected` of `github-packages` about `api`.*api is not protected/s,
    );
  });

  it("open an issue when something has drifted, which the exit code of pulumi does not tell", async () => {
    const env = { GITHUB_TOKEN: ADMIN_TOKEN };
    expect(await project.workspace.up(["--stack", "production"], { env })).toMatchObject({ code: 0 });
    const issues = () => [...repository.issues.values()].filter(({ title }) => title.includes("drifted"));
    expect(await run(drift, "drift")).toMatchObject({ succeeded: true });
    expect(issues()).toEqual([]);
    emulator.world.setVisibility("acme", "container", "api", "public");
    expect(await run(drift, "drift")).toMatchObject({ succeeded: true });
    expect(issues()).toMatchObject([{ state: "open", labels: ["github-packages-drift"], comments: [] }]);
    expect(issues()[0]?.body).toContain("`visibility`: `private` → `public`");
  });
});
