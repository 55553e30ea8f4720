import { relative, resolve, sep } from "node:path";
import { foreignWords, jsonForTerminal } from "../../provider/model/foreign-words";
import { formatCount, plural, progressOf } from "../../provider/progress";
import { type FoundReference, type ReferencesOfFiles, readReferences } from "../../provider/references/files";
import { imageHosts } from "../../provider/settings";
import type { Command, Values } from "../command";
import { loginsOf, openApi, settingsOf } from "../connection";
import { formatTable } from "../formats/table";
import { PLACE_OPTIONS, PLACE_USAGE, readOwners, readTypes, TOKEN_USAGE } from "../options";
import type { Surroundings } from "../surroundings";
import { createTerminalLogger, type TerminalLogger } from "../terminal-logger";
import { findGone, type GoneReference } from "./find-gone";

const usage = `Usage: pulumi-github-packages references [options] [FILE…|-]

Finds what files refer to: manifests of Kubernetes, charts, Compose files, Dockerfiles, workflows, Terraform, lockfiles and others; and what a cluster
runs. FILE is a file or a folder, - is standard input; default: this folder.

  pulumi-github-packages references --owner acme deploy charts
  kubectl get pods,deploy,sts,ds,rs,job,cronjob -A -o json | pulumi-github-packages references --owner acme -

${PLACE_USAGE.replace("default GITHUB_OWNER, else the token's own user", "default GITHUB_OWNER, else anybody's")}
  --check            ask GitHub which of them are gone; needs a token that may list the packages
  --json             as data
  --help             this text

Without --check nothing is asked of GitHub, and no token is needed. With it:
${TOKEN_USAGE}
What .gitignore leaves out is not read. Exit codes: 0; 1 when something could not be read or asked; 2 for a command line that makes no sense; 3 when
something that is used is gone.
`;

/** More are only counted. */
const MOST_PROBLEMS = 10;

/** What is used and gone: a verdict, and no failure. */
const GONE = 3;

export const references: Command = {
  usage,
  options: { ...PLACE_OPTIONS, check: { type: "boolean" }, json: { type: "boolean" } },
  takesFiles: true,
  run: findReferences,
};

async function findReferences(values: Values, surroundings: Surroundings, files: readonly string[]): Promise<number> {
  const named = readOwners(values);
  const packageTypes = readTypes(values);
  const settings = settingsOf(values, surroundings);
  const owners = loginsOf(named, settings).flatMap((login) => login ?? []);
  const logger = createTerminalLogger(surroundings);
  const { directory, clock } = surroundings;
  const paths = files.length > 0 ? files : ["."];
  const found = await readReferences({
    paths: paths.map((path) => (path === "-" ? path : resolve(directory, path))),
    ...(paths.includes("-") && { input: await surroundings.readInput() }),
    hosts: imageHosts(settings),
    owners,
    packageTypes,
    onProgress: progressOf(clock, logger, "read", "files"),
  }).finally(() => logger.clear());
  const shown = found.references.map((one) => ({ ...one, file: shownPath(one.file, directory) }));
  const checked = values.check === true;
  const gone = checked
    ? await findGone(shown, await openApi(settings, logger, surroundings), {
        owners,
        hosts: imageHosts(settings),
        clock,
        logger,
      }).finally(() => logger.clear())
    : { gone: [], failures: [] };
  if (values.json === true) surroundings.print(asJson(shown, checked ? gone.gone : undefined));
  else if (checked) for (const line of gone.gone) surroundings.print(`${describe(line)}\n`);
  else if (shown.length > 0) surroundings.print(asTable(shown));
  tell(found, shown, logger, directory);
  for (const message of gone.failures) surroundings.printError(`Missing: ${foreignWords(message)}\n`);
  if (gone.failures.length > 0) return 1;
  return gone.gone.length > 0 ? GONE : 0;
}

function shownPath(file: string, directory: string): string {
  const below = file === "-" ? file : relative(directory, file);
  return below.startsWith("..") ? file : below.split(sep).join("/");
}

/** `deploy/api.yaml:12 uses ghcr.io/acme/api:v1, deleted 3 days ago; it can be restored until 2026-12-27` */
function describe({ foundAt, reference, what }: GoneReference): string {
  return foreignWords(`${foundAt} uses ${reference}, ${what}`);
}

function asTable(found: readonly FoundReference[]): string {
  const rows = found.map(({ file, line, packageType, reference, format, certainty }) => [
    `${file}:${line}`,
    packageType,
    reference,
    format,
    certainty === "exact" ? "" : certainty,
  ]);
  return formatTable(["found at", "type", "reference", "format", ""], rows);
}

/** Each reference as `inUse` takes it. */
function asJson(found: readonly FoundReference[], gone: readonly GoneReference[] | undefined): string {
  const objects = found.map(({ reference, packageType, file, line, column, format, certainty }) => {
    const foundAt = `${file}:${line}`;
    const lost = gone?.find((one) => one.foundAt === foundAt && one.reference === reference);
    return { reference, packageType, foundAt, file, line, column, format, certainty, ...(lost && { gone: lost.what }) };
  });
  const lines = objects.map((one) => `  ${jsonForTerminal(JSON.stringify(one))}`);
  return lines.length === 0 ? "[]\n" : `[\n${lines.join(",\n")}\n]\n`;
}

function tell(
  { files, problems, empty }: ReferencesOfFiles,
  found: readonly FoundReference[],
  logger: TerminalLogger,
  directory: string,
): void {
  for (const { file, reason } of problems.slice(0, MOST_PROBLEMS))
    logger.warn(`${shownPath(file, directory)} was read ${reason}.`);
  if (problems.length > MOST_PROBLEMS)
    logger.warn(`and ${formatCount(problems.length - MOST_PROBLEMS)} more like these.`);
  const partial = found.filter(({ certainty }) => certainty === "partial").length;
  if (partial > 0)
    logger.warn(
      `${plural(partial, "reference")} could not be resolved as a whole: with *, ${partial === 1 ? "it means" : "they mean"} all that ${partial === 1 ? "it" : "they"} may mean.`,
    );
  for (const path of empty) logger.warn(`nothing was found in ${shownPath(path, directory) || "."}.`);
  logger.info(`${plural(found.length, "reference")} in ${formatCount(files)} ${files === 1 ? "file" : "files"}.`);
}
