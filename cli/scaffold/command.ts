import { join, resolve } from "node:path";
import { isImageType } from "../../provider/model/package";
import { ordinaryTags } from "../../provider/model/tags";
import { plural } from "../../provider/progress";
import { packageName } from "../../provider/resources/inputs";
import type { Settings } from "../../provider/settings";
import { type CollectedPackage, Collector } from "../collect";
import { type Command, UsageError, type Values } from "../command";
import { loginsOf, openApi, settingsOf } from "../connection";
import { PLACE_OPTIONS, PLACE_USAGE, readChoice, readOwners, readTypes, TOKEN_USAGE } from "../options";
import type { Surroundings } from "../surroundings";
import { createTerminalLogger } from "../terminal-logger";
import { importFile } from "./import-file";
import { projectFiles } from "./project-files";
import { ResourceNames } from "./resource-names";
import { writeNew } from "./write-new";

const usage = `Usage: pulumi-github-packages scaffold [options]

Write a Pulumi program (TypeScript) that adopts what an owner has, with protect: true; or a file for \`pulumi import\`, which prints the program
in the language of any project. Nothing is changed on GitHub, and no file is overwritten.

${PLACE_USAGE}
  --versions WHICH   none, or tagged: also versions with tags, and every version of types that have none (default none)
  --import           in place of a project, import.json: for \`pulumi import --file\`, with the plugin
  --out DIRECTORY    where the project or the file goes (default OWNER-packages)
  --help             this text

${TOKEN_USAGE}
`;

const IMPORT_FILE = "import.json";

export const scaffold: Command = {
  usage,
  options: { ...PLACE_OPTIONS, versions: { type: "string" }, import: { type: "boolean" }, out: { type: "string" } },
  run: runScaffold,
};

async function runScaffold(values: Values, surroundings: Surroundings): Promise<number> {
  const named = readOwners(values);
  if (named.length > 1) throw new UsageError("A project is about one owner: give --owner once.");
  const types = readTypes(values);
  const states = readChoice("versions", values.versions, ["none", "tagged"]) === "tagged" ? (["active"] as const) : [];

  const logger = createTerminalLogger(surroundings);
  const settings = settingsOf(values, surroundings);
  const api = await openApi(settings, logger, surroundings);
  const owner = await api.resolveOwner(loginsOf(named, settings)[0]);
  const collector = new Collector(api, logger, surroundings.clock);
  const { packages, failures } = await collector.collect([owner], types, states).finally(() => logger.clear());
  const login = packages[0]?.facts.owner?.login ?? owner.login;
  if (failures.length > 0) {
    for (const { message } of failures) surroundings.printError(`${message}\n`);
    surroundings.printError(
      "Nothing was written, because it would not be all. Name the types that can be read with --type.\n",
    );
    return 1;
  }
  if (packages.length === 0) {
    surroundings.printError(`${login} has no packages of these types: nothing was written.\n`);
    return 1;
  }
  const directory = resolve(surroundings.directory, String(values.out ?? `${login}-packages`));
  const undeclarable = packages.filter((one) => nameMistake(one) !== undefined);
  for (const left of undeclarable) {
    const { packageType, name } = left.facts;
    surroundings.printError(
      `Left out: ${packageType} package ${login}/${name} can't be declared: ${nameMistake(left)}.\n`,
    );
  }
  const declared = packages.filter((one) => !undeclarable.includes(one)).map(withTaggedVersions);
  if (declared.length > 0) {
    if (values.import === true) {
      writeNew(directory, { [IMPORT_FILE]: importFile(login, declared, new ResourceNames()) });
      surroundings.print(importSteps(join(directory, IMPORT_FILE), declared, settings));
    } else {
      writeNew(directory, projectFiles(login, declared, settings));
      surroundings.print(nextSteps(directory, declared));
    }
  }
  return undeclarable.length === 0 ? 0 : 1;
}

/** Why a resource would not take a package's name. */
function nameMistake({ facts }: CollectedPackage): string | undefined {
  return packageName.safeParse(facts.name).error?.issues[0]?.message;
}

/** Of images those that somebody gave a tag; signatures and attestations have tags of their own and come with their images. */
function withTaggedVersions({ versions, ...rest }: CollectedPackage): CollectedPackage {
  if (!versions) return rest;
  const isImage = isImageType(rest.facts.packageType);
  return { ...rest, versions: versions.filter(({ facts }) => !isImage || ordinaryTags(facts).length > 0) };
}

function counted(packages: readonly CollectedPackage[]): string {
  const versions = packages.reduce((sum, one) => sum + (one.versions?.length ?? 0), 0);
  return `${plural(packages.length, "package")}${versions === 0 ? "" : ` and ${plural(versions, "version")}`}`;
}

/** The configuration of a host other than github.com is the stack's. */
function importSteps(file: string, packages: readonly CollectedPackage[], { place, baseUrl }: Settings): string {
  const configure = place.kind === "github.com" ? "" : `  pulumi config set github-packages:baseUrl ${baseUrl}\n`;
  return `Wrote ${counted(packages)} to ${file}. Next, in a project of any language:

${configure}  pulumi import --file ${JSON.stringify(file)}

It records them, protected, and prints the program that declares them; it changes nothing on GitHub.
`;
}

function nextSteps(directory: string, packages: readonly CollectedPackage[]): string {
  return `Wrote a program that adopts ${counted(packages)} to ${directory}. Next:

  cd ${JSON.stringify(directory)}
  npm install
  pulumi stack init
  pulumi preview

The preview should show adoptions and nothing else; \`pulumi up\` then records them, and changes nothing on GitHub.
`;
}
