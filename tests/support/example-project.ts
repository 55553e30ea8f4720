import { execFile } from "node:child_process";
import { chmod, cp, mkdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { createWorkspace, type Workspace } from "./engine";

const run = promisify(execFile);
const root = dirname(dirname(__dirname));

export interface ExampleProject {
  readonly workspace: Workspace;
  /** Replaces a text of the program, and commits. */
  edit(from: string, to: string): Promise<void>;
  close(): Promise<void>;
}

/**
 * examples/pull-request-preview as somebody copies it: a repository of its own, dependencies installed, with a stack `production`. Its types are
 * checked with those of the tests, not once more at each command.
 */
export async function startExampleProject(env: Record<string, string>): Promise<ExampleProject> {
  const workspace = await createWorkspace({
    program: "",
    stack: "unused",
    env: { PULUMI_NODEJS_TRANSPILE_ONLY: "true", ...env },
  });
  try {
    await copyExample(workspace.dir);
    await linkDependencies(workspace.dir);
    const created = await workspace.pulumi(["stack", "init", "production"]);
    if (created.code !== 0) throw new Error(created.stderr);
    await commit(workspace.dir, "init", "--quiet");
  } catch (error) {
    await workspace.close();
    throw error;
  }
  const program = join(workspace.dir, "index.ts");
  return {
    workspace,
    edit: async (from, to) => {
      const text = await readFile(program, "utf8");
      if (!text.includes(from)) throw new Error(`the example has no ${from}`);
      await writeFile(program, text.replace(from, to));
      await commit(workspace.dir);
    },
    close: () => workspace.close(),
  };
}

async function copyExample(directory: string): Promise<void> {
  for (const file of ["index.js", "Pulumi.yaml", "package.json"]) await rm(join(directory, file), { force: true });
  const isSource = (path: string) => !path.includes("node_modules");
  await cp(join(root, "examples", "pull-request-preview"), directory, { recursive: true, filter: isSource });
  await writeFile(join(directory, ".gitignore"), "node_modules\nplan\napproved\nreport.*\n");
}

/** What `npm ci` would install: the command, and the SDK of policy packs. */
async function linkDependencies(directory: string): Promise<void> {
  const bin = join(directory, "node_modules", ".bin");
  await mkdir(bin, { recursive: true });
  const command = join(bin, "pulumi-github-packages");
  await writeFile(command, `#!/bin/sh\nexec node "${join(root, "dist", "cli", "main.js")}" "$@"\n`);
  await chmod(command, 0o755);
  const policy = join("node_modules", "@pulumi", "policy");
  await symlink(join(root, policy), join(directory, policy), "junction");
}

async function commit(directory: string, ...first: string[]): Promise<void> {
  const identity = ["-c", "user.name=test", "-c", "user.email=test@example.com", "-c", "commit.gpgsign=false"];
  if (first.length > 0) await run("git", first, { cwd: directory });
  await run("git", ["add", "--all"], { cwd: directory });
  await run("git", [...identity, "commit", "--quiet", "--message", "change"], { cwd: directory });
}
