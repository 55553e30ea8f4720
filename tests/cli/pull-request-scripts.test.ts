/** The scripts of examples/pull-request-preview, as its workflows run them, against a repository over HTTP. */
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { type Comment, type GitHubRepository, startGitHubRepository } from "../support/github-repository";
import { repositoryRoot } from "../support/imports";

const execute = promisify(execFile);
const scripts = join(repositoryRoot, "examples", "pull-request-preview", ".github", "scripts");

const TOKEN = "token-of-the-run";
const PULL_REQUEST = 7;
const HEAD = "a".repeat(40);
const BRANCH = "fewer-images";
const MERGED = "b".repeat(40);
const MARKER = "<!-- pulumi-github-packages report infra/production -->";

let repository: GitHubRepository;
let directory: string;
beforeEach(async () => {
  repository = await startGitHubRepository(TOKEN);
  repository.addIssue({ number: PULL_REQUEST });
  directory = await mkdtemp(join(tmpdir(), "github-packages-scripts-"));
  await writeFile(join(directory, "Pulumi.yaml"), 'description: a project\nname: "infra"\nruntime: nodejs\n');
});
afterEach(async () => {
  await repository.close();
  await rm(directory, { recursive: true, force: true });
});

async function run(script: string, env: Record<string, string> = {}, report?: string): Promise<string> {
  const file = join(directory, "report.md");
  if (report !== undefined) await writeFile(file, report);
  const { stdout } = await execute(process.execPath, [join(scripts, script), file], {
    cwd: directory,
    env: {
      PATH: process.env.PATH ?? "",
      GITHUB_API_URL: repository.url,
      GITHUB_REPOSITORY: repository.name,
      GITHUB_SHA: MERGED,
      GH_TOKEN: TOKEN,
      ...env,
    },
  });
  return stdout.trim();
}

describe("comment.mjs", () => {
  const comment = (code: string, report?: string, env: Record<string, string> = {}) =>
    run("comment.mjs", { PULL_REQUEST: String(PULL_REQUEST), CODE: code, STACK: "production", ...env }, report);
  const comments = (): Comment[] => repository.issues.get(PULL_REQUEST)?.comments ?? [];
  const bodies = () => comments().map(({ body }) => body);

  it("writes one comment, updates it, and says so when there is nothing to do any more", async () => {
    for (const [code, text] of [
      ["2", "first"],
      ["3", "second"],
      ["0", "third"],
    ] as const) {
      await comment(code, `${MARKER}\n${text}`);
      expect(bodies()).toEqual([`${MARKER}\n${text}`]);
    }
  });

  it("writes none when there has never been anything to do", async () => {
    await comment("0", `${MARKER}\nnothing`);
    expect(bodies()).toEqual([]);
  });

  it("finds its own behind any number of others', and takes nobody else's for its own", async () => {
    for (let id = 1; id <= 150; id += 1) comments().push({ id, user: { login: "stranger" }, body: `${MARKER}\n${id}` });
    await comment("2", `${MARKER}\nours`);
    await comment("2", `${MARKER}\nours again`);
    expect(bodies()).toHaveLength(151);
    expect(bodies().at(-1)).toBe(`${MARKER}\nours again`);
    expect(bodies().slice(0, 2)).toEqual([`${MARKER}\n1`, `${MARKER}\n2`]);
  });

  it("has a comment of its own for each stack", async () => {
    await comment("2", `${MARKER}\nproduction`);
    await comment("2", `${MARKER.replace("production", "test")}\ntest`, { STACK: "test" });
    expect(bodies()).toHaveLength(2);
  });

  it("says in it that a preview failed which printed nothing, or does not know its stack", async () => {
    const run = { GITHUB_SERVER_URL: "https://github.example", GITHUB_RUN_ID: "12" };
    const failed = expect.stringMatching(
      /^<!-- .* infra\/production -->\n.*The preview failed.*https:\/\/github\.example\/acme\/infrastructure\/actions\/runs\/12/s,
    );
    await comment("1", undefined, run);
    expect(bodies()).toEqual([failed]);
    await comment("2", `${MARKER}\nfirst`);
    expect(bodies()).toEqual([`${MARKER}\nfirst`]);
    await comment("1", "<!-- pulumi-github-packages report / -->\nit does not compile");
    expect(bodies()).toEqual([`${MARKER}\nit does not compile`]);
    await rm(join(directory, "report.md"));
    await comment("1", undefined, run);
    expect(bodies()).toEqual([failed]);
  });
});

describe("drift-issue.mjs", () => {
  const drift = (code: string, text: string) => run("drift-issue.mjs", { CODE: code }, `${MARKER}\n${text}`);
  const issues = () => [...repository.issues.values()].filter(({ number }) => number !== PULL_REQUEST);

  it("opens one issue, keeps it up to date, closes it, and opens another one the next time", async () => {
    await drift("0", "nothing");
    expect(issues()).toEqual([]);
    await drift("2", "one");
    await drift("2", "two");
    expect(issues()).toMatchObject([
      { state: "open", labels: ["github-packages-drift"], body: `${MARKER}\ntwo`, comments: [] },
    ]);
    await drift("0", "nothing");
    await drift("0", "nothing");
    expect(issues()).toMatchObject([{ state: "closed", comments: [{ body: "There is no drift any more." }] }]);
    await drift("2", "three");
    expect(issues().map(({ state }) => state)).toEqual(["closed", "open"]);
  });

  it("leaves an issue alone that somebody else has opened under the same label", async () => {
    const user = { login: "stranger" };
    repository.addIssue({ number: 8, user, labels: ["github-packages-drift"], body: `${MARKER}\ntheirs` });
    await drift("2", "ours");
    expect(issues().map(({ body }) => body)).toEqual([`${MARKER}\ntheirs`, `${MARKER}\nours`]);
  });
});

describe("find-plan.mjs", () => {
  const own = () => ({ full_name: repository.name });
  const pull = (changes: object = {}) => ({
    number: PULL_REQUEST,
    merged_at: "2026-01-01T12:00:00Z",
    base: { ref: "main" },
    head: { sha: HEAD, ref: BRANCH, repo: own() },
    ...changes,
  });
  const runOf = (id: number, changes: object = {}) => ({
    id,
    conclusion: "success",
    head_branch: BRANCH,
    head_repository: own(),
    run_started_at: "2026-01-01T08:00:00Z",
    updated_at: "2026-01-01T10:00:00Z",
    ...changes,
  });
  const person = (login: string) => ({ login, type: "User" });
  const review = (submitted_at: string, changes: object = {}) => ({
    user: person("reviewer"),
    state: "APPROVED",
    commit_id: HEAD,
    submitted_at,
    ...changes,
  });
  const find = async () => (await run("find-plan.mjs")).split("\n")[0];

  beforeEach(() => {
    repository.pulls.set(MERGED, [pull()]);
    repository.runs.push(runOf(2));
    for (const login of ["reviewer", "another"]) repository.permissions.set(login, "write");
  });

  const runAgain = (updated_at: string) => repository.runs.splice(0, 1, runOf(2, { updated_at }));

  it("finds the preview of what was merged, and says of which pull request", async () => {
    expect(await run("find-plan.mjs")).toBe(
      "run-id=2\npull-request=7\nstarted=2026-01-01T08:00:00Z\nended=2026-01-01T10:00:00Z",
    );
    expect(repository.requests).toContain("GET /repos/acme/infrastructure/actions/workflows/preview.yml/runs");
  });

  it.each([
    ["by another branch", { head_branch: "the-same-commit" }],
    ["by a fork's branch of that name", { head_repository: { full_name: "stranger/infrastructure" } }],
  ])("finds the preview of the branch that was merged where the same commit was previewed %s, later", async (_, of) => {
    repository.runs.unshift(runOf(3, { ...of, updated_at: "2026-01-01T10:05:00Z" }));
    expect(await find()).toBe("run-id=2");
    repository.runs.pop();
    expect(await find()).toBe("run-id=");
  });

  it.each(["success", "failure", "cancelled", null])(
    "finds none where two runs previewed this branch's commit, as for a pull request into another base, and one ended with %s",
    async (conclusion) => {
      repository.runs.unshift(runOf(1, { conclusion }));
      expect(await find()).toBe("run-id=");
    },
  );

  it("finds none where the one preview has failed, or is not done", async () => {
    for (const conclusion of ["failure", "cancelled", null]) {
      repository.runs.splice(0, 1, runOf(2, { conclusion }));
      expect(await find()).toBe("run-id=");
    }
  });

  it.each(["base_ref_changed", "automatic_base_change_succeeded"])(
    "finds none where the pull request once had another base, with another preview.yml (%s)",
    async (event) => {
      repository.events.set(PULL_REQUEST, [{ event: "labeled" }]);
      expect(await find()).toBe("run-id=2");
      repository.events.set(PULL_REQUEST, [{ event: "labeled" }, { event }]);
      expect(await find()).toBe("run-id=");
    },
  );

  it("finds none where the commit came with two pull requests at once", async () => {
    repository.pulls.set(MERGED, [
      pull(),
      pull({ number: 8, head: { sha: HEAD, ref: "the-same-commit", repo: own() } }),
    ]);
    expect(await find()).toBe("run-id=");
  });

  it("finds the one that was merged where an open pull request, or one into another branch, has the commit as well", async () => {
    repository.pulls.set(MERGED, [
      pull({ number: 8, merged_at: null }),
      pull(),
      pull({ number: 9, base: { ref: "next" } }),
    ]);
    expect(await find()).toBe("run-id=2");
  });

  const user = person("another");
  const EARLIER_COMMIT = "c".repeat(40);

  it("finds the one that was approved, and none when it ran again afterwards", async () => {
    repository.reviews.set(PULL_REQUEST, [review("2026-01-01T10:30:00Z"), review("2026-01-01T11:30:00Z", { user })]);
    expect(await find()).toBe("run-id=2");
    runAgain("2026-01-01T11:00:00Z");
    expect(await find()).toBe("run-id=");
  });

  it.each([
    ["who repeats an approval", { state: "APPROVED", commit_id: HEAD }],
    ["whose objection is dealt with", { state: "CHANGES_REQUESTED", commit_id: HEAD }],
    ["who approved an earlier commit", { state: "APPROVED", commit_id: EARLIER_COMMIT }],
  ])("goes by the last word of a reviewer %s", async (_, before) => {
    const comment = review("2026-01-01T11:30:00Z", { state: "COMMENTED" });
    repository.reviews.set(PULL_REQUEST, [
      review("2026-01-01T09:00:00Z", before),
      review("2026-01-01T11:00:00Z"),
      comment,
    ]);
    expect(await find()).toBe("run-id=2");
  });

  it.each([
    ["an approval of an earlier commit", { commit_id: EARLIER_COMMIT }],
    ["a request for changes", { state: "CHANGES_REQUESTED" }],
    ["a dismissed approval", { state: "DISMISSED" }],
  ])("does not take a merge for an approval where a reviewer's last word is %s", async (_, changes) => {
    repository.reviews.set(PULL_REQUEST, [review("2026-01-01T10:30:00Z"), review("2026-01-01T11:00:00Z", changes)]);
    expect(await find()).toBe("run-id=");
  });

  it.each([
    ["a stranger's, which anybody can give on a public repository,", person("stranger")],
    ["an app's", { login: "reviewer", type: "Bot" }],
    ["that of an account that is gone", null],
  ])("takes no approval like %s for one", async (_, user) => {
    const stranger = review("2026-01-01T11:00:00Z", { user });
    repository.reviews.set(PULL_REQUEST, [stranger]);
    expect(await find()).toBe("run-id=");
    repository.reviews.set(PULL_REQUEST, [review("2026-01-01T10:30:00Z", { commit_id: EARLIER_COMMIT }), stranger]);
    expect(await find()).toBe("run-id=");
    repository.reviews.set(PULL_REQUEST, [stranger, review("2026-01-01T11:30:00Z")]);
    expect(await find()).toBe("run-id=2");
  });

  it("goes by the merge where there are comments alone, and where an approval came after it", async () => {
    repository.reviews.set(PULL_REQUEST, [review("2026-01-01T09:00:00Z", { state: "COMMENTED" })]);
    expect(await find()).toBe("run-id=2");
    repository.reviews.set(PULL_REQUEST, [review("2026-01-01T14:00:00Z")]);
    expect(await find()).toBe("run-id=2");
    runAgain("2026-01-01T13:00:00Z");
    expect(await find()).toBe("run-id=");
  });

  it.each([
    [
      "a fork's pull request",
      () => pull({ head: { sha: HEAD, ref: BRANCH, repo: { full_name: "stranger/infrastructure" } } }),
    ],
    ["a pull request whose repository is gone", () => pull({ head: { sha: HEAD, ref: BRANCH, repo: null } })],
    ["a pull request to another branch", () => pull({ base: { ref: "next" } })],
    ["a pull request that is not merged", () => pull({ merged_at: null })],
  ])("finds none for %s", async (_, merged) => {
    repository.pulls.set(MERGED, [merged()]);
    expect(await find()).toBe("run-id=");
  });

  it("finds none for a commit without a pull request", async () => {
    repository.pulls.clear();
    expect(await find()).toBe("run-id=");
  });
});

describe("is-approved.mjs", () => {
  const git = (...args: string[]) => execute("git", args, { cwd: directory });
  const identity = ["-c", "user.name=test", "-c", "user.email=test@example.com", "-c", "commit.gpgsign=false"];
  const AS_OF = "2026-01-01T09:00:00Z";
  const PLAN = { "plan.json": "{}", "as-of": `${AS_OF}\n`, "pull-request": `${PULL_REQUEST}\n` };

  /** A repository with one commit, and a plan about it in `approved`. */
  const planOf = async (changes: Record<string, string> = {}) => {
    await git("init", "--quiet");
    await git(...identity, "commit", "--quiet", "--allow-empty", "--message", "first");
    const { stdout: tree } = await git("rev-parse", "HEAD^{tree}");
    await mkdir(join(directory, "approved"));
    for (const [name, text] of Object.entries({ ...PLAN, tree, ...changes }))
      await writeFile(join(directory, "approved", name), text);
  };
  const judge = async (env: Record<string, string> = {}) => {
    const run = { PULL_REQUEST: "7", STARTED: "2026-01-01T08:00:00Z", ENDED: "2026-01-01T10:00:00Z" };
    const options = { cwd: directory, env: { PATH: process.env.PATH ?? "", ...run, ...env } };
    return execute(process.execPath, [join(scripts, "is-approved.mjs"), "approved"], options).then(
      () => "approved",
      ({ stderr }) => stderr.trim(),
    );
  };

  it("takes the plan of this very pull request and tree, with an instant from within its run", async () => {
    await planOf();
    expect(await judge()).toBe("approved");
  });

  it.each([
    ["another tree", { tree: "d".repeat(40) }, {}, "it is about another tree"],
    ["an instant after its run", { "as-of": "2099-01-01T00:00:00Z" }, {}, "its as-of is not of the run"],
    ["an instant before its run", { "as-of": "2026-01-01T07:59:59Z" }, {}, "its as-of is not of the run"],
    ["something else than an instant", { "as-of": `${AS_OF.slice(0, -1)}-09:00` }, {}, "its as-of is not of the run"],
    ["another pull request", { "pull-request": "8" }, {}, "it is of another pull request"],
    [
      "no pull request that anybody knows",
      { "pull-request": "" },
      { PULL_REQUEST: "" },
      "it is of another pull request",
    ],
    ["a run that nobody knows", {}, { STARTED: "", ENDED: "" }, "its as-of is not of the run"],
  ])("refuses one of %s", async (_, changes, env, why) => {
    await planOf(changes);
    expect(await judge(env)).toContain(`The approved plan is not applied: ${why}`);
  });

  it("says so where there is none", async () => {
    expect(await judge()).toContain("there is none");
  });
});

it("a script fails when GitHub refuses, with its words and without the token", async () => {
  const failure = await run("find-plan.mjs", { GH_TOKEN: "another-token" }).catch(({ stderr }) => stderr);
  expect(failure).toContain("GET /repos/acme/infrastructure/commits/");
  expect(failure).toContain("401");
  expect(failure).not.toContain("another-token");
});
