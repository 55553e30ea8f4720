#!/usr/bin/env node
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";
import { emulatorSummary, startCommand } from "../emulator/command";

interface Subcommand {
  readonly summary: string;
  /** Resolves to the exit code. */
  run(argv: readonly string[]): Promise<number>;
}

const surroundings = {
  print: (text: string) => void process.stdout.write(text),
  printError: (text: string) => void process.stderr.write(text),
};

const subcommands: Readonly<Record<string, Subcommand>> = {
  emulator: { summary: emulatorSummary, run: (argv) => startCommand(argv, surroundings) },
};

function usage(): string {
  const lines = Object.entries(subcommands).map(([name, { summary }]) => `  ${name.padEnd(12)} ${summary}`);
  return `Usage: pulumi-github-packages <command> [options]

${lines.join("\n")}

  --help       this text, or a command's own after its name
  --version    the version of this package
`;
}

async function main(argv: readonly string[]): Promise<number> {
  const [name, ...rest] = argv;
  if (name !== undefined && Object.hasOwn(subcommands, name)) return subcommands[name]?.run(rest) ?? 1;
  if (name === undefined || !name.startsWith("-")) {
    surroundings.printError(`${name === undefined ? "" : `There is no command ${name}.\n\n`}${usage()}`);
    return 2;
  }
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: { help: { type: "boolean" }, version: { type: "boolean" } },
    });
    surroundings.print(values.version ? `${packageVersion()}\n` : usage());
    return 0;
  } catch (error) {
    surroundings.printError(`${(error as Error).message}\n\n${usage()}`);
    return 2;
  }
}

/** From the package.json above: one folder up from the sources, two from the built files. */
function packageVersion(): string {
  let directory = __dirname;
  while (!existsSync(join(directory, "package.json"))) directory = dirname(directory);
  const manifest: unknown = JSON.parse(readFileSync(join(directory, "package.json"), "utf8"));
  return (manifest as { version: string }).version;
}

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: Error) => {
    surroundings.printError(`${error.stack}\n`);
    process.exitCode = 1;
  },
);
