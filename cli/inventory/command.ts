import { jsonForTerminal } from "../../provider/model/foreign-words";
import type { VersionState } from "../../provider/model/package";
import { Collector } from "../collect";
import { type Command, UsageError, type Values } from "../command";
import { loginsOf, openApi, openRegistry, settingsOf } from "../connection";
import { formatCsv } from "../formats/csv";
import { type FlexibleColumn, fitColumns } from "../formats/fit-columns";
import { formatTable } from "../formats/table";
import { PLACE_OPTIONS, PLACE_USAGE, readChoice, readOwners, readTypes, TOKEN_USAGE } from "../options";
import type { Surroundings } from "../surroundings";
import { createTerminalLogger } from "../terminal-logger";
import {
  type Column,
  PACKAGE_COLUMNS,
  PACKAGE_SIZE_COLUMNS,
  packageObject,
  VERSION_COLUMNS,
  VERSION_SIZE_COLUMNS,
  type VersionRow,
} from "./columns";
import { type SizedPackage, type SizedPackages, withSizes } from "./package-sizes";

const usage = `Usage: pulumi-github-packages inventory [options]

List every package of an owner, or every version, and change nothing.

${PLACE_USAGE}
  --versions         a row for each version
  --sizes            bytes of container packages, and with --versions of each version and image; reads their manifests
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
    sizes: { type: "boolean" },
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
  const states = STATES[readChoice("state", values.state, ["active", "deleted", "all"])];
  const tellsSizes = values.sizes === true;
  if (tellsSizes && !types.includes("container"))
    throw new UsageError("--sizes is about container packages: of other types GitHub tells no sizes. Leave it out.");

  const logger = createTerminalLogger(surroundings);
  const settings = settingsOf(values, surroundings);
  const api = await openApi(settings, logger, surroundings, format === "json");
  const collector = new Collector(api, logger, surroundings.clock);
  const owners = await collector.findOwners(loginsOf(named, settings));
  const listed = withVersions ? types : (["container"] as const);
  const collection = await collector
    .collect(owners, types, withVersions || tellsSizes ? states : [], listed)
    .finally(() => logger.clear());
  const sized: SizedPackages = tellsSizes
    ? await withSizes(collection.packages, await openRegistry(settings, logger, surroundings), {
        clock: surroundings.clock,
        logger,
      }).finally(() => logger.clear())
    : { packages: collection.packages, failures: [] };

  if (owners.length > 0) {
    if (format === "json") surroundings.print(asJson(sized.packages, withVersions));
    else if (withVersions) {
      const columns = after("created", VERSION_COLUMNS, tellsSizes ? VERSION_SIZE_COLUMNS[format] : []);
      printRows(columns, versionRows(sized.packages), format, surroundings);
    } else {
      const columns = after("versions", PACKAGE_COLUMNS, tellsSizes ? PACKAGE_SIZE_COLUMNS[format] : []);
      printRows(columns, sized.packages, format, surroundings);
    }
  }
  if (tellsSizes) tellUnsized(sized.packages, surroundings);
  const failures = [...collection.failures, ...sized.failures];
  for (const { message } of failures) surroundings.printError(`Missing: ${message}\n`);
  return failures.length === 0 ? 0 : 1;
}

function after<Row>(title: string, columns: ReadonlyArray<Column<Row>>, more: ReadonlyArray<Column<Row>>) {
  return columns.flatMap((column) => (column.title === title ? [column, ...more] : [column]));
}

function tellUnsized(packages: readonly SizedPackage[], { printError }: Surroundings): void {
  const types = new Set(packages.map(({ facts }) => facts.packageType).filter((type) => type !== "container"));
  if (types.size > 0)
    printError(
      `Sizes are known of container packages alone, and not of ${[...types].join(", ")}: see docs/sizes.md.\n`,
    );
}

/** One object a line, so that the file can be read, compared and searched. */
function asJson(packages: readonly SizedPackage[], withVersions: boolean): string {
  const lines = packages.map((one) => `  ${jsonForTerminal(JSON.stringify(packageObject(one, withVersions)))}`);
  return lines.length === 0 ? "[]\n" : `[\n${lines.join(",\n")}\n]\n`;
}

function versionRows(packages: readonly SizedPackage[]): VersionRow[] {
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
