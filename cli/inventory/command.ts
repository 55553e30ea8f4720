import { jsonForTerminal } from "../../provider/model/foreign-words";
import type { VersionState } from "../../provider/model/package";
import { type CollectedPackage, type Collection, Collector } from "../collect";
import { type Command, UsageError, type Values } from "../command";
import { loginsOf, openApi, settingsOf } from "../connection";
import { formatCsv } from "../formats/csv";
import { formatTable } from "../formats/table";
import { PLACE_OPTIONS, PLACE_USAGE, readChoice, readOwners, readTypes, TOKEN_USAGE } from "../options";
import type { Surroundings } from "../surroundings";
import { createTerminalLogger } from "../terminal-logger";
import { type Column, PACKAGE_COLUMNS, packageObject, VERSION_COLUMNS } from "./columns";

const usage = `Usage: pulumi-github-packages inventory [options]

List every package of an owner, or every version, and change nothing.

${PLACE_USAGE}
  --versions         a row for each version
  --state STATE      of versions: active, deleted (those that can be restored) or all (default active)
  --format FORMAT    table, json or csv (default table); json has every field
  --help             this text

${TOKEN_USAGE}
The result goes to standard output; progress, and what could not be read, to standard error. The exit code is 1 when something is missing.
`;

export const inventory: Command = {
  usage,
  options: {
    ...PLACE_OPTIONS,
    versions: { type: "boolean" },
    state: { type: "string" },
    format: { type: "string" },
  },
  run: runInventory,
};

const STATES: Readonly<Record<"active" | "deleted" | "all", readonly VersionState[]>> = {
  active: ["active"],
  deleted: ["deleted"],
  all: ["active", "deleted"],
};

async function runInventory(values: Values, surroundings: Surroundings): Promise<number> {
  const named = readOwners(values);
  const types = readTypes(values);
  const format = readChoice("format", values.format, ["table", "json", "csv"]);
  const withVersions = values.versions === true;
  if (values.state !== undefined && !withVersions) throw new UsageError("--state is about versions: add --versions.");
  const states = withVersions ? STATES[readChoice("state", values.state, ["active", "deleted", "all"])] : [];

  const logger = createTerminalLogger(surroundings);
  const settings = settingsOf(values, surroundings);
  const api = await openApi(settings, logger, surroundings, format === "json");
  const collector = new Collector(api, logger, surroundings.clock);
  const owners = await collector.findOwners(loginsOf(named, settings));
  const collection = await collector.collect(owners, types, states).finally(() => logger.clear());

  if (owners.length > 0)
    surroundings.print(format === "json" ? asJson(collection) : asRows(collection, withVersions, format));
  for (const { message } of collection.failures) surroundings.printError(`Missing: ${message}\n`);
  return collection.failures.length === 0 ? 0 : 1;
}

/** One object a line, so that the file can be read, compared and searched. */
function asJson({ packages }: Collection): string {
  const lines = packages.map((one) => `  ${jsonForTerminal(JSON.stringify(packageObject(one)))}`);
  return lines.length === 0 ? "[]\n" : `[\n${lines.join(",\n")}\n]\n`;
}

function asRows({ packages }: Collection, withVersions: boolean, format: "table" | "csv"): string {
  if (!withVersions) return formatted(PACKAGE_COLUMNS, packages, format);
  const rows = packages.flatMap((of: CollectedPackage) => (of.versions ?? []).map((version) => ({ of, version })));
  return formatted(VERSION_COLUMNS, rows, format);
}

/** A table is for eyes, so that it leaves out columns in which nobody has anything; a file always has the same columns. */
function formatted<Row>(columns: ReadonlyArray<Column<Row>>, rows: readonly Row[], format: "table" | "csv"): string {
  const shown = format === "csv" ? columns : columns.filter(({ text }) => rows.length === 0 || rows.some(text));
  const header = shown.map(({ title }) => title);
  const cells = rows.map((row) => shown.map(({ text }) => text(row)));
  return format === "csv" ? formatCsv(header, cells) : formatTable(header, cells);
}
