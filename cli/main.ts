#!/usr/bin/env node
import { text } from "node:stream/consumers";
import { parseArgs } from "node:util";
import { emulatorSummary } from "../emulator/summary";
import type { Command } from "./command";
import { packageVersion } from "./own-package";
import type { Surroundings } from "./surroundings";

interface Subcommand {
  readonly summary: string;
  /** Resolves to the exit code. What a command needs is loaded when it runs. */
  run(argv: readonly string[]): Promise<number>;
}

const surroundings: Surroundings = {
  print: (text) => void process.stdout.write(text),
  printError: (text) => void process.stderr.write(text),
  readInput: () => text(process.stdin),
  isTerminal: process.stderr.isTTY === true,
  width: process.stdout.columns || undefined,
  env: process.env,
  directory: process.cwd(),
  clock: {
    now: () => Date.now(),
    sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
  },
};

const subcommands: Readonly<Record<string, Subcommand>> = {
  doctor: aboutPackages(
    "Say what a token can do, and what to change where it can't",
    async () => (await import("./doctor/command")).doctor,
  ),
  inventory: aboutPackages(
    "List an owner's packages or versions",
    async () => (await import("./inventory/command")).inventory,
  ),
  scaffold: aboutPackages(
    "Write a program that adopts an owner's packages",
    async () => (await import("./scaffold/command")).scaffold,
  ),
  references: aboutPackages(
    "Find what files and clusters use, and what of it is gone",
    async () => (await import("./references/command")).references,
  ),
  report: {
    summary: "Turn a preview into a report that a reviewer can sign",
    run: async (argv) => {
      const { reportCommand } = await import("./report/command");
      return reportCommand(argv, surroundings);
    },
  },
  explore: {
    summary: "Show packages on a page, and what retention rules would do to them",
    run: async (argv) => {
      const [{ runCommand }, { explore }] = await Promise.all([import("./command"), import("./explore/command")]);
      return runCommand(explore, argv, { ...surroundings, readInput: () => text(process.stdin), untilInterrupted });
    },
  },
  emulator: {
    summary: emulatorSummary,
    run: async (argv) => {
      const { startCommand } = await import("../emulator/command");
      return startCommand(argv, surroundings);
    },
  },
};

function aboutPackages(summary: string, load: () => Promise<Command>): Subcommand {
  const run = async (argv: readonly string[]) => {
    const { runCommand } = await import("./command");
    return runCommand(await load(), argv, surroundings);
  };
  return { summary, run };
}

function untilInterrupted(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => resolve());
  });
}

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

/** Whoever reads has read enough (`inventory | head`): the exit code still is the command's own, which is a verdict for `report`. */
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
});

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: Error) => {
    surroundings.printError(`${error.stack}\n`);
    process.exitCode = 1;
  },
);
