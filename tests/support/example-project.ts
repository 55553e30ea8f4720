import { execFile } from "node:child_process";
import { readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { copyExample, linkCommand } from "./copy-example";
import { createWorkspace, type Workspace } from "./engine";
import { repositoryRoot } from "./imports";

const run = promisify(execFile);

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
    await copyExample("pull-request-preview", workspace.dir);
    await writeFile(join(workspace.dir, ".gitignore"), "node_modules\nplan\napproved\nreport.*\n");
    await linkCommand(workspace.dir);
    const policySdk = join("node_modules", "@pulumi", "policy");
    await symlink(join(repositoryRoot, policySdk), join(workspace.dir, policySdk), "junction");
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

async function commit(directory: string, ...first: string[]): Promise<void> {
  const identity = ["-c", "user.name=test", "-c", "user.email=test@example.com", "-c", "commit.gpgsign=false"];
  if (first.length > 0) await run("git", first, { cwd: directory });
  await run("git", ["add", "--all"], { cwd: directory });
  await run("git", [...identity, "commit", "--quiet", "--message", "change"], { cwd: directory });
}
