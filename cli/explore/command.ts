import { readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import type { Snapshot } from "../../explorer/snapshot";
import { connectToRegistry } from "../../provider/connect";
import { canonicalLogin } from "../../provider/model/owner";
import { plural } from "../../provider/progress";
import { imageHosts } from "../../provider/settings";
import { type Command, UsageError, type Values } from "../command";
import { openApi, settingsOf } from "../connection";
import { list, PLACE_OPTIONS, PLACE_USAGE, readOwners, readTypes, TOKEN_USAGE } from "../options";
import { BadInput } from "../report/bad-input";
import type { Surroundings } from "../surroundings";
import { createTerminalLogger } from "../terminal-logger";
import { type Coverage, coverageOf, coveragesOf, covers } from "./coverage";
import { browserCommand, openBrowser } from "./open-browser";
import { servedPage, wholePage } from "./page";
import { NO_PROGRAM, type Program, programOfPreview, programOfState } from "./program";
import { serveExplorer } from "./server";
import { takeSnapshot } from "./take-snapshot";

const usage = `Usage: pulumi-github-packages explore [options]

Shows an owner's packages on a page, and what retention rules would do to them, while you write the rules. It changes nothing, and asks GitHub for nothing
once the page is there.

${PLACE_USAGE.replace("an organization or user (repeatable)", "an organization or user")}
  --packages NAME    names or patterns, as in a policy (repeatable); default all
  --preview FILE     show the policies of a program, by what \`pulumi preview --json\` printed; - is standard input
  --stack FILE       show the policies of a stack, by what \`pulumi stack export\` printed; - is standard input
  --output FILE      write the page with its data to a file, which needs no network and no token
  --no-open          don't open a browser
  --help             this text

With --preview or --stack, the owner, the types and the packages are by default those of the policies.
${TOKEN_USAGE}
The page is served to this machine alone, until Ctrl+C. The exit code is 1 when something could not be read.
`;

/** Where the command runs, and until when its page is served. */
export interface ExploreSurroundings extends Surroundings {
  /** Standard input, to its end. */
  readInput(): Promise<string>;
  /** Resolves when somebody has seen enough. */
  untilInterrupted(): Promise<void>;
}

export const explore: Command<ExploreSurroundings> = {
  usage,
  options: {
    ...PLACE_OPTIONS,
    packages: { type: "string", multiple: true },
    preview: { type: "string" },
    stack: { type: "string" },
    output: { type: "string" },
    "no-open": { type: "boolean" },
  },
  run: runExplore,
};

async function runExplore(values: Values, surroundings: ExploreSurroundings): Promise<number> {
  try {
    const snapshot = await read(values, surroundings);
    const missing = [...snapshot.missing, ...snapshot.packages.flatMap(({ problem }) => problem ?? [])];
    for (const message of missing) surroundings.printError(`Missing: ${message}\n`);
    if (values.output === undefined) await serve(snapshot, values, surroundings);
    else write(String(values.output), snapshot, surroundings);
    return missing.length === 0 ? 0 : 1;
  } catch (error) {
    if (!(error instanceof BadInput)) throw error;
    surroundings.printError(`${error.message}\n`);
    return 1;
  }
}

async function read(values: Values, surroundings: ExploreSurroundings): Promise<Snapshot> {
  const program = await readProgram(values, surroundings);
  const given = coveragesOf(readTypes(values), values.packages === undefined ? ["**"] : list(values.packages));
  const ofPolicies = program.policies.flatMap((policy) => coverageOf(policy) ?? []);
  const narrows = values.packages !== undefined || values.type !== undefined;
  const coverages = narrows || ofPolicies.length === 0 ? given : ofPolicies;
  const logger = createTerminalLogger(surroundings);
  const settings = settingsOf(values, surroundings);
  const login = ownerOf(values, program) ?? settings.owner;
  const api = await openApi(settings, logger, surroundings);
  const manifests = await connectToRegistry(settings, { clock: surroundings.clock, logger });
  const owner = await api.resolveOwner(login);
  const wanted = { owner, coverages, program: about(owner.login, program, logger.warn) };
  const sources = {
    host: api.host,
    imageHosts: imageHosts(settings),
    api,
    manifests,
    logger,
    clock: surroundings.clock,
  };
  const snapshot = await takeSnapshot(wanted, sources).finally(() => logger.clear());
  warnOfUnmatched(snapshot, coverages, logger.warn);
  return snapshot;
}

async function readProgram({ preview, stack }: Values, surroundings: ExploreSurroundings): Promise<Program> {
  if (preview !== undefined && stack !== undefined) {
    throw new UsageError("--preview and --stack both say what the policies are: give one of them.");
  }
  if (preview !== undefined) return programOfPreview(await readText(String(preview), surroundings));
  return stack === undefined ? NO_PROGRAM : programOfState(await readText(String(stack), surroundings));
}

async function readText(file: string, { readInput, directory }: ExploreSurroundings): Promise<string> {
  try {
    return file === "-" ? await readInput() : readFileSync(resolve(directory, file), "utf8");
  } catch (error) {
    throw new BadInput(`${file} can't be read: ${(error as Error).message}`);
  }
}

/** A page is about one owner. */
function ownerOf(values: Values, { policies }: Program): string | undefined {
  const [named, ...others] = readOwners(values);
  if (others.length > 0) throw new UsageError("A page is about one owner: give one --owner.");
  if (named !== undefined) return named;
  const owners = new Set(policies.flatMap(({ inputs: { owner } }) => (typeof owner === "string" ? [owner] : [])));
  const [first, second] = owners;
  if (second === undefined) return first;
  throw new UsageError(`The policies are about ${[...owners].join(", ")}, and a page about one: choose it by --owner.`);
}

/** Without the policies of other owners. */
function about(owner: string, program: Program, warn: (message: string) => void): Program {
  const isOwn = ({ inputs }: Program["policies"][number]) =>
    typeof inputs.owner !== "string" || canonicalLogin(inputs.owner) === canonicalLogin(owner);
  const others = program.policies.filter((policy) => !isOwn(policy)).map(({ name }) => name);
  if (others.length > 0)
    warn(`The page is about ${owner}, and without the policies of other owners: ${others.join(", ")}.`);
  return { ...program, policies: program.policies.filter(isOwn) };
}

function warnOfUnmatched(
  { packages, owner }: Snapshot,
  coverages: readonly Coverage[],
  warn: (message: string) => void,
): void {
  for (const pattern of new Set(coverages.flatMap((coverage) => coverage.packages))) {
    const matches = coverages.some((coverage) =>
      packages.some((one) => covers({ ...coverage, packages: [pattern], excludePackages: [] }, one)),
    );
    if (!matches) warn(`"${pattern}" matches no package of ${owner} that this token can see.`);
  }
}

async function serve(snapshot: Snapshot, values: Values, surroundings: ExploreSurroundings): Promise<void> {
  const server = await serveExplorer(servedPage(snapshot));
  try {
    surroundings.print(`${describe(snapshot)}: ${server.url}\n`);
    surroundings.printError("The page is for this machine alone. Ctrl+C ends it.\n");
    const browser =
      values["no-open"] === true ? undefined : browserCommand(server.urlForOneVisit(), surroundings, process.platform);
    if (browser) openBrowser(browser);
    await surroundings.untilInterrupted();
  } finally {
    await server.close();
  }
}

function write(file: string, snapshot: Snapshot, { directory, printError }: ExploreSurroundings): void {
  const page = wholePage(snapshot);
  try {
    writeFileSync(resolve(directory, file), page);
  } catch (error) {
    throw new BadInput(`${file} can't be written: ${(error as Error).message}`);
  }
  printError(`Wrote ${file}: ${describe(snapshot)}.\n`);
}

function describe({ packages, owner }: Snapshot): string {
  const versions = packages.reduce((sum, one) => sum + one.versions.length, 0);
  return `${plural(packages.length, "package")} of ${owner} with ${plural(versions, "version")}`;
}
