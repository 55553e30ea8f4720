import { parseArgs } from "node:util";
import { parseBehaviors } from "./behavior-choices";
import { type Emulator, type EmulatorOptions, startEmulator } from "./index";
import { type ProfileName, profileNames } from "./profile";
import { emulatorSummary } from "./summary";

const usage = `Usage: pulumi-github-packages emulator [options]

${emulatorSummary}: try a program or a policy without touching anything.

  --port NUMBER      port on 127.0.0.1 (default 4873; 0 for any free one)
  --profile NAME     ${profileNames.join(" or ")} (default github.com)
  --seed NAME|FILE   a built-in data set or a JSON file (default demo)
  --state FILE       keep the state in this file; it comes before the seed where it exists
  --latency MS       wait before every answer
  --no-rate-limits   don't count requests as github.com does
  --behavior N=V     decide what GitHub doesn't document, for example restoreNameTaken=409 (repeatable)
  --quiet            no line for each request
  --help             this text

docs/emulator.md describes data sets, behaviors, faults and the control surface.
`;

/** Where the command writes, and what ends it besides SIGINT and SIGTERM. */
export interface CommandSurroundings {
  print(text: string): void;
  printError(text: string): void;
}

/**
 * Runs the emulator until SIGINT or SIGTERM; the state is saved then. Returns the exit code: 2 for options that make no sense.
 * @public loaded by `require`, only where it is needed
 */
export async function startCommand(argv: readonly string[], surroundings: CommandSurroundings): Promise<number> {
  let options: EmulatorOptions;
  try {
    const parsed = parseOptions(argv, surroundings);
    if (!parsed) return 0;
    options = parsed;
  } catch (error) {
    surroundings.printError(`${(error as Error).message}\n\n${usage}`);
    return 2;
  }
  let emulator: Emulator;
  try {
    emulator = await startEmulator(options);
  } catch (error) {
    surroundings.printError(`${startFailure(error as NodeJS.ErrnoException, options)}\n`);
    return 1;
  }
  const stopped = untilSignal();
  surroundings.print(greeting(emulator, options));
  await stopped;
  try {
    await emulator.close();
  } catch (error) {
    surroundings.printError(`${(error as Error).message}\n`);
    return 1;
  }
  surroundings.print("Stopped.\n");
  return 0;
}

function parseOptions(argv: readonly string[], { print }: CommandSurroundings): EmulatorOptions | undefined {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      port: { type: "string", default: "4873" },
      profile: { type: "string", default: "github.com" },
      seed: { type: "string", default: "demo" },
      state: { type: "string" },
      latency: { type: "string", default: "0" },
      "no-rate-limits": { type: "boolean", default: false },
      behavior: { type: "string", multiple: true, default: [] },
      quiet: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    print(usage);
    return undefined;
  }
  const profile = readProfile(values.profile);
  return {
    port: readNumber("port", values.port),
    profile,
    seed: values.seed,
    latencyMs: readNumber("latency", values.latency),
    // Rate limits are off on a GHES unless its administrator turns them on (docs.github.com/enterprise-server@3.18/rest/using-the-rest-api/rate-limits-for-the-rest-api).
    rateLimits: values["no-rate-limits"] || profile === "ghes-3.18" ? false : {},
    behaviors: parseBehaviors(values.behavior),
    requestLogLimit: 10_000,
    ...(values.state !== undefined && { statePath: values.state }),
    ...(!values.quiet && { log: (line: string) => print(`${line}\n`) }),
  };
}

function readNumber(name: string, text: string): number {
  if (!/^\d+$/.test(text)) throw new Error(`--${name} must be a whole number, not "${text}".`);
  return Number(text);
}

function readProfile(text: string): ProfileName {
  const found = profileNames.find((name) => name === text);
  if (!found) throw new Error(`--profile must be ${profileNames.join(" or ")}, not "${text}".`);
  return found;
}

function startFailure(error: NodeJS.ErrnoException, { port }: EmulatorOptions): string {
  if (error.code !== "EADDRINUSE") return `start the emulator: ${error.message}`;
  return `start the emulator: port ${port} is in use. Choose another one with --port, or --port 0 for any.`;
}

function greeting({ url, registryUrl, world }: Emulator, { profile, seed, statePath }: EmulatorOptions): string {
  const token = world.tokens().find(({ kind, admin }) => kind === "classic" && admin !== false)?.token ?? "";
  const source = statePath === undefined ? `data set ${seed}` : `state in ${statePath}`;
  return `GitHub's packages API (${profile}), emulated, ${source}

  export GITHUB_BASE_URL=${url}
  export GITHUB_TOKEN=${token}

Registry: ${registryUrl}/v2/ (token as the password). Control: ${registryUrl}/_emulator. Stop with Ctrl-C.

`;
}

function untilSignal(): Promise<void> {
  return new Promise((resolve) => {
    const stop = () => {
      process.off("SIGINT", stop);
      process.off("SIGTERM", stop);
      resolve();
    };
    process.on("SIGINT", stop);
    process.on("SIGTERM", stop);
  });
}
