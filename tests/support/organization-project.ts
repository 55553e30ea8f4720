import { execFile } from "node:child_process";
import { symlink } from "node:fs/promises";
import { join } from "node:path";
import { copyExample, linkCommand } from "./copy-example";
import { createWorkspace, type Workspace } from "./engine";
import { repositoryRoot } from "./imports";

export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface OrganizationProject {
  readonly workspace: Workspace;
  /** Runs one of the example's commands to its end: `node scripts/divide.mjs …`. */
  run(...command: string[]): Promise<Ended>;
  start(...command: string[]): { readonly pid: number; readonly ended: Promise<Ended> };
  close(): Promise<void>;
}

/** examples/organization as somebody copies it, with its dependencies installed. */
export async function startOrganizationProject(env: Record<string, string>): Promise<OrganizationProject> {
  const workspace = await createWorkspace({ program: "", env: { PULUMI_NODEJS_TRANSPILE_ONLY: "true", ...env } });
  try {
    await copyExample("organization", workspace.dir);
    await linkCommand(workspace.dir);
    const yaml = join("node_modules", "yaml");
    await symlink(join(repositoryRoot, yaml), join(workspace.dir, yaml), "junction");
  } catch (error) {
    await workspace.close();
    throw error;
  }
  return {
    workspace,
    run: (...command) => startIn(workspace, command).ended,
    start: (...command) => startIn(workspace, command),
    close: () => workspace.close(),
  };
}

function startIn({ dir, env }: Workspace, [program = "", ...args]: readonly string[]) {
  let end: (ended: Ended) => void;
  const ended = new Promise<Ended>((resolve) => {
    end = resolve;
  });
  const options = { cwd: dir, env, maxBuffer: 64 * 1024 * 1024 };
  const { pid } = execFile(program, args, options, (error, stdout, stderr) =>
    end({ code: error ? (typeof error.code === "number" ? error.code : 1) : 0, stdout, stderr }),
  );
  if (pid === undefined) throw new Error(`${program} did not start.`);
  return { pid, ended };
}
