import { jsonForTerminal } from "../../provider/model/foreign-words";
import { PACKAGE_TYPES } from "../../provider/model/package";
import { type Command, UsageError, type Values } from "../command";
import { loginsOf, openApi, settingsOf } from "../connection";
import { list, PLACE_OPTIONS, PLACE_USAGE, readOwners, readTypes, TOKEN_USAGE } from "../options";
import type { Surroundings } from "../surroundings";
import { createTerminalLogger } from "../terminal-logger";
import { diagnose } from "./diagnose";
import type { NamedPackage } from "./examine";
import { ABILITIES, type Ability } from "./report";
import { reportText } from "./text";

const usage = `Usage: pulumi-github-packages doctor [options]

Say which host and token are used, what they may do for each owner and package type, and what to change where something does not work.
Nothing is changed; what takes a change to try out is told from the token's scopes.

${PLACE_USAGE}
  --package NAME     TYPE/NAME of a package to try reading, where the token can't list (repeatable); its type needs no --type
  --need ABILITY     ${ABILITIES.join(", ")} (repeatable): the exit code is 1 unless these work; default list, read
  --json             the report as JSON
  --help             this text

${TOKEN_USAGE}
`;

export const doctor: Command = {
  usage,
  options: {
    ...PLACE_OPTIONS,
    package: { type: "string", multiple: true },
    need: { type: "string", multiple: true },
    json: { type: "boolean" },
  },
  run: runDoctor,
};

/** Enough for a dropped connection; what fails twice is what people want to hear of, at once. */
const RETRIES = 1;

async function runDoctor(values: Values, surroundings: Surroundings): Promise<number> {
  const owners = readOwners(values);
  const named = readPackages(values);
  const chosen = readTypes(values);
  const types = PACKAGE_TYPES.filter((type) => chosen.includes(type) || named.some((one) => one.packageType === type));
  const options = { types, named, needs: readNeeds(values) };
  const settings = settingsOf(values, surroundings);
  const logger = createTerminalLogger(surroundings);
  const api = await openApi({ ...settings, maxRetries: RETRIES, warnings: [] }, logger, surroundings);
  const logins = loginsOf(owners, settings);
  const report = await diagnose(settings, api, { ...options, logins }, surroundings);
  surroundings.print(
    values.json === true ? `${jsonForTerminal(JSON.stringify(report, undefined, 2))}\n` : reportText(report),
  );
  return report.ok ? 0 : 1;
}

function readNeeds({ need }: Values): readonly Ability[] {
  const given = list(need);
  const unknown = given.find((word) => !ABILITIES.includes(word as Ability));
  if (unknown !== undefined) throw new UsageError(`--need is ${ABILITIES.join(", ")}, not "${unknown}".`);
  return given.length === 0 ? ["list", "read"] : (given as Ability[]);
}

/** Names may have commas and slashes: only the first slash divides. */
function readPackages(values: Values): readonly NamedPackage[] {
  const given = [values.package ?? []].flat().map(String);
  return given.map((text) => {
    const cut = text.indexOf("/");
    const packageType = PACKAGE_TYPES.find((type) => type === text.slice(0, cut));
    if (packageType === undefined || cut + 1 === text.length)
      throw new UsageError(`--package is TYPE/NAME, such as container/api, not "${text}".`);
    return { packageType, name: text.slice(cut + 1) };
  });
}
