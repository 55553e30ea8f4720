import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { version } from "../../package.json";
import { lintWorkflows } from "../support/actionlint";
import { repositoryRoot } from "../support/imports";
import { readWorkflow, runJob } from "../support/workflow";

const file = join(repositoryRoot, ".github", "workflows", "release.yml");
const workflow = readWorkflow(file);

/** What a release is made of, beside the dependencies and what is built already. */
const PARTS = ["scripts", "sdk", "provider", "dist", ".work/build.json", "package.json", "package-lock.json"];
const OTHERS = ["cli", "emulator", "policies", "explorer", "plugin", "tsconfig.json", "LICENSE", "CHANGELOG.md"];

describe("the workflow that releases", () => {
  let clone: string;
  beforeAll(() => {
    clone = mkdtempSync(join(tmpdir(), "github-packages-release-"));
    for (const part of [...PARTS, ...OTHERS])
      cpSync(join(repositoryRoot, part), join(clone, part), { recursive: true });
    symlinkSync(join(repositoryRoot, "node_modules"), join(clone, "node_modules"), "junction");
  });
  afterAll(() => rmSync(clone, { recursive: true, force: true }));

  const write = (path: string, change: (text: string) => string) =>
    writeFileSync(join(clone, path), change(readFileSync(join(repositoryRoot, path), "utf8")));
  const changelog = (heading: string) => write("CHANGELOG.md", (text) => text.replace(/^## .*$/m, heading));
  const run = (job: string, tag: string, leavesOut: readonly string[]) =>
    runJob(workflow, job, {
      directory: clone,
      env: {
        PATH: String(process.env.PATH),
        HOME: String(process.env.HOME),
        GITHUB_REF_NAME: tag,
        GITHUB_SERVER_URL: "https://github.com",
        GITHUB_REPOSITORY: "acme/pulumi-github-packages",
      },
      contexts: { github: { token: "ghs_x" }, secrets: { NPM_TOKEN: "npm_x" } },
      actions: { "actions/checkout": async () => undefined, "actions/setup-node": async () => undefined },
      leavesOut,
    });

  it("passes actionlint", async () => {
    expect(await lintWorkflows([file])).toEqual([]);
  }, 240_000);

  it("writes to the repository in the job that makes the release alone, and vouches for npm's package in npm's alone", () => {
    const { permissions, jobs } = workflow;
    const own = Object.entries(jobs).map(([name, job]) => [name, job.permissions]);
    expect([permissions, own]).toEqual([
      { contents: "read" },
      [
        ["test", undefined],
        ["npm", { contents: "read", "id-token": "write" }],
        ["github", { contents: "write" }],
      ],
    ]);
  });

  it("attaches the archives, their checksums and what the changelog says", async () => {
    changelog(`## ${version} (2026-12-01)`);
    const { succeeded, log } = await run("github", `v${version}`, ["Publish the release"]);
    expect([succeeded, succeeded ? "" : log]).toEqual([true, ""]);
    expect(readdirSync(join(clone, "release"))).toHaveLength(7);
    const notes = readFileSync(join(clone, "notes.md"), "utf8");
    expect(notes).toMatch(/^- A plugin, /);
    expect(notes).not.toMatch(/^## /m);
  });

  it("lets npm's package name the repository that it is built in", async () => {
    const { succeeded } = await run("npm", `v${version}`, ["Publish to npm"]);
    const { repository } = JSON.parse(readFileSync(join(clone, "package.json"), "utf8"));
    write("package.json", (text) => text);
    expect([succeeded, repository]).toEqual([
      true,
      { type: "git", url: "git+https://github.com/acme/pulumi-github-packages.git" },
    ]);
  });

  it.each([
    [
      "a version",
      "v9.9.9",
      `## ${version} (2026-12-01)`,
      `package.json: the version is ${version}, and the tag is v9.9.9.`,
    ],
    [
      "a changelog without the day",
      `v${version}`,
      `## ${version} (unreleased)`,
      `needs the heading "## ${version} (YYYY`,
    ],
    ["a tag that is none", "v1", `## ${version} (2026-12-01)`, "A release's tag is v and its version, such as v1.2.3"],
  ])("stops at %s that does not agree, and says what to change", async (_what, tag, heading, said) => {
    changelog(heading);
    const { succeeded, steps, log } = await run("test", tag, ["Test"]);
    expect([succeeded, steps.at(-1)]).toEqual([false, "!Compare the tag, the versions and the changelog"]);
    expect(log).toContain(said);
  });
});
