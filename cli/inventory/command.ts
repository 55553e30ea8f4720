import { jsonForTerminal } from "../../provider/model/foreign-words";
import type { VersionState } from "../../provider/model/package";
import { type Collection, Collector } from "../collect";
import { type Command, UsageError, type Values } from "../command";
import { loginsOf, openApi, settingsOf } from "../connection";
import { formatCsv } from "../formats/csv";
import { type FlexibleColumn, fitColumns } from "../formats/fit-columns";
import { formatTable } from "../formats/table";
import { PLACE_OPTIONS, PLACE_USAGE, readChoice, readOwners, readTypes, TOKEN_USAGE } from "../options";
import type { Surroundings } from "../surroundings";
import { createTerminalLogger } from "../terminal-logger";
import { type Column, PACKAGE_COLUMNS, packageObject, VERSION_COLUMNS, type VersionRow } from "./columns";

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

  if (owners.length > 0) {
    if (format === "json") surroundings.print(asJson(collection));
    else if (withVersions) printRows(VERSION_COLUMNS, versionRows(collection), format, surroundings);
    else printRows(PACKAGE_COLUMNS, collection.packages, format, surroundings);
  }
  for (const { message } of collection.failures) surroundings.printError(`Missing: ${message}\n`);
  return collection.failures.length === 0 ? 0 : 1;
}

/** One object a line, so that the file can be read, compared and searched. */
function asJson({ packages }: Collection): string {
  const lines = packages.map((one) => `  ${jsonForTerminal(JSON.stringify(packageObject(one)))}`);
  return lines.length === 0 ? "[]\n" : `[\n${lines.join(",\n")}\n]\n`;
}

function versionRows({ packages }: Collection): VersionRow[] {
  return packages.flatMap((of) => (of.versions ?? []).map((version) => ({ of, version })));
}

/**
 * A table is for eyes, so that it leaves out columns in which nobody has anything, and fits a terminal; a file always has the same columns, and a table that
 * goes somewhere else than to a terminal has them whole.
 */
function printRows<Row>(
  columns: ReadonlyArray<Column<Row>>,
  rows: readonly Row[],
  format: "table" | "csv",
  { print, printError, width = Number.POSITIVE_INFINITY }: Surroundings,
): void {
  if (format === "csv") {
    const header = columns.map(({ title }) => title);
    const cells = rows.map((row) => columns.map(({ text }) => text(row)));
    print(formatCsv(header, cells));
    return;
  }
  const filled = columns.filter(({ text }) => rows.length === 0 || rows.some(text));
  const inFull = filled.map((column) => flexible(column, rows));
  const fitted = fitColumns(inFull, width);
  const header = fitted.columns.map(({ title }) => title);
  const cells = rows.map((_, place) => fitted.columns.map((column) => column.cells[place] ?? ""));
  print(formatTable(header, cells));
  if (fitted.leftOut.length === 0) return;
  const names = fitted.leftOut.join(", ");
  printError(`Left out, to fit ${width} columns: ${names}. A wider terminal, a pipe and --format csv have them.\n`);
}

function flexible<Row>({ text, isInstant, ...column }: Column<Row>, rows: readonly Row[]): FlexibleColumn {
  const cells = rows.map(text);
  return { ...column, cells, ...(isInstant && { short: cells.map((cell) => cell.slice(0, "2026-01-31".length)) }) };
}
