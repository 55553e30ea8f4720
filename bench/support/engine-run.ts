import { createWorkspace, type Workspace } from "../../tests/support/engine";
import type { PulumiResult } from "../../tests/support/pulumi-process";
import { ProcessTree, type TreeCost } from "./process-tree";
import { TOKEN } from "./worlds";

/** A command on a thousand resources may take minutes on a small machine. */
const TIMEOUT_MILLISECONDS = 20 * 60 * 1000;

export interface CommandCost extends TreeCost {
  readonly seconds: number;
  readonly code: number | null;
}

/** What a command cost, as a part of a measurement; without what the system does not tell. */
export function costOf({ seconds, cpuSeconds, providerMebibytes, engineMebibytes }: CommandCost) {
  return {
    seconds,
    ...(cpuSeconds !== undefined && { cpuSeconds }),
    ...(providerMebibytes !== undefined && { peakMebibytes: providerMebibytes }),
    ...(engineMebibytes !== undefined && { engineMebibytes }),
  };
}

export interface BenchProject {
  /** Runs `pulumi` to its end. @throws when it fails, unless failing is to be expected. */
  run(
    args: string[],
    options?: { readonly mayFail?: boolean; readonly env?: Record<string, string> },
  ): Promise<CommandCost>;
  stateBytes(): Promise<number>;
}

export interface ProjectOptions {
  readonly program: string;
  readonly url?: string;
  /** Default: the first account's. */
  readonly token?: string;
  readonly config?: Record<string, string>;
}

/** A project with a program, a stack, a state in a file and a real engine; its settings are the engine's own. */
export async function withProject<Result>(
  { program, url, token = TOKEN, config = {} }: ProjectOptions,
  work: (project: BenchProject) => Promise<Result>,
): Promise<Result> {
  const workspace = await createWorkspace({
    program,
    config,
    token,
    ...(url !== undefined && { emulatorUrl: url }),
  });
  try {
    return await work({
      run: (args, options) => runPulumi(workspace, args, options),
      stateBytes: async () => Buffer.byteLength(JSON.stringify(await workspace.exportState())),
    });
  } finally {
    await workspace.close();
  }
}

async function runPulumi(
  workspace: Workspace,
  args: string[],
  { mayFail = false, env = {} }: { readonly mayFail?: boolean; readonly env?: Record<string, string> } = {},
): Promise<CommandCost> {
  const running = workspace.start(args, { timeoutMs: TIMEOUT_MILLISECONDS, env });
  const tree = new ProcessTree(running.pid);
  const result = await running.finished.finally(() => tree.stop());
  if (result.code !== 0 && !mayFail) throw new Error(`pulumi ${args.join(" ")} failed:\n${lastLines(result)}`);
  return { seconds: result.seconds, code: result.code, ...tree.stop() };
}

function lastLines({ stdout, stderr }: PulumiResult): string {
  return `${stdout}${stderr}`.split("\n").slice(-30).join("\n");
}
