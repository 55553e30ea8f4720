import { type Command, runCommand } from "../../../cli/command";
import type { Surroundings } from "../../../cli/surroundings";
import type { Emulator } from "../../../emulator";
import { ADMIN_TOKEN } from "../../adapter/github/support/seed";
import { temporaryDirectory } from "../../support/temporary-directory";

export interface RunOptions {
  readonly token?: string | undefined;
  readonly env?: Readonly<Record<string, string>>;
  readonly isTerminal?: boolean;
  readonly width?: number;
  /** Standard input. */
  readonly input?: string;
  /** Default: a new temporary directory. */
  readonly directory?: string;
}

export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs a command in this process, against an emulator by its address alone. */
export async function run(
  command: Command,
  target: Pick<Emulator, "url"> | undefined,
  argv: readonly string[],
  options: RunOptions = {},
): Promise<Ran> {
  const { surroundings, out, err } = surroundingsOf(target, options);
  const code = await runCommand(command, argv, surroundings);
  return { code, out: out.join(""), err: err.join("") };
}

/** Where a command runs, and what it prints there. */
export function surroundingsOf(
  target: Pick<Emulator, "url"> | undefined,
  options: RunOptions = {},
): { surroundings: Surroundings; out: string[]; err: string[] } {
  const token = "token" in options ? options.token : ADMIN_TOKEN;
  const out: string[] = [];
  const err: string[] = [];
  const surroundings: Surroundings = {
    print: (text) => void out.push(text),
    printError: (text) => void err.push(text),
    readInput: async () => options.input ?? "",
    isTerminal: options.isTerminal ?? false,
    width: options.width,
    env: {
      GH_PATH: "/nonexistent/gh",
      ...(target && { GITHUB_BASE_URL: target.url }),
      ...(token !== undefined && { GITHUB_TOKEN: token }),
      ...options.env,
    },
    directory: options.directory ?? temporaryDirectory("github-packages-cli-"),
    clock: {
      now: () => Date.now(),
      sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
    },
  };
  return { surroundings, out, err };
}

/** Methods of everything that was sent, once each. */
export function methodsOf({ requests }: Emulator): string[] {
  return [...new Set(requests.map(({ method }) => method))];
}
