import { type ParseArgsConfig, parseArgs } from "node:util";
import { isProviderError } from "../provider/errors";
import type { Surroundings } from "./surroundings";

type Options = NonNullable<ParseArgsConfig["options"]>;
export type Values = Readonly<Record<string, string | boolean | (string | boolean)[] | undefined>>;

/** The command line makes no sense. Its message is followed by the usage. */
export class UsageError extends Error {}

export interface Command<Where extends Surroundings = Surroundings> {
  readonly usage: string;
  readonly options: Options;
  /** Whether files can be named after the options. */
  readonly takesFiles?: boolean;
  /** Resolves to the exit code: 0 when all is well, 1 when something did not work. */
  run(values: Values, surroundings: Where, files: readonly string[]): Promise<number>;
}

/** Runs a command: 2 for a command line that makes no sense, 1 for a failure, which is told in one sentence. */
export async function runCommand<Where extends Surroundings>(
  { usage, options, takesFiles = false, run }: Command<Where>,
  argv: readonly string[],
  surroundings: Where,
): Promise<number> {
  try {
    const { values, files } = parse(argv, options, takesFiles);
    if (values.help === true) {
      surroundings.print(usage);
      return 0;
    }
    return await run(values, surroundings, files);
  } catch (error) {
    if (error instanceof UsageError) {
      surroundings.printError(`${error.message}\n\n${usage}`);
      return 2;
    }
    if (!isProviderError(error)) throw error;
    surroundings.printError(`${error.message}\n`);
    return 1;
  }
}

function parse(argv: readonly string[], options: Options, takesFiles: boolean): { values: Values; files: string[] } {
  try {
    const { values, positionals } = parseArgs({
      args: [...argv],
      options: { ...options, help: { type: "boolean" } },
      allowPositionals: takesFiles,
    });
    return { values: values as Values, files: positionals };
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}
