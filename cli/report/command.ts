import { readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import type { Surroundings } from "../surroundings";
import { BadInput } from "./bad-input";
import { buildReport } from "./build-report";
import { reportHtml } from "./html/report-html";
import { COMMENT_LIMIT, LEAST_LIMIT, reportMarkdown } from "./markdown/report-markdown";
import type { Report, Verdict } from "./model";
import { parsePreview } from "./preview";

/** Seconds since the epoch, for reports that are to be the same every time (https://reproducible-builds.org/specs/source-date-epoch). */
const EPOCH_VARIABLE = "SOURCE_DATE_EPOCH";

const usage = `Usage: pulumi-github-packages report [options] [FILE]

Turns a preview into a report that a reviewer can sign. Reads FILE, or standard input:

  PULUMI_ENABLE_STREAMING_JSON_PREVIEW=true pulumi preview --json | pulumi-github-packages report

  --markdown FILE   for a comment or a job summary; - is standard output, and the default
  --html FILE       a page for a browser, with a picture of what goes and what stays; it needs no network
  --json FILE       the same as data
  --limit NUMBER    the Markdown has at most so many characters (default ${COMMENT_LIMIT}; GitHub's own limit is 65,536)
  --reads-only      the preview's token only reads, and the update has one of its own: that it lacks delete:packages or write:packages fails nothing
  --help            this text

Reads the preview of a refresh as well: PULUMI_ENABLE_STREAMING_JSON_PREVIEW=true pulumi refresh --preview-only --json

Exit codes: 0 nothing to do, 2 something to do, 3 over the limits, 1 anything else: the preview failed, its token lacks a scope for the update, or this is none.
docs/pull-requests.md shows all of it at work.
`;

const EXIT_CODES: Readonly<Record<Verdict, number>> = { nothing: 0, changes: 2, "over-limits": 3, failed: 1 };

/** Where the command reads and writes. */
export type ReportSurroundings = Pick<
  Surroundings,
  "print" | "printError" | "readInput" | "env" | "directory" | "clock"
>;

interface Options {
  readonly file?: string;
  readonly limit: number;
  readonly readsOnly: boolean;
  /** What to write, and where: `-` is standard output. */
  readonly outputs: readonly (readonly [render: (report: Report) => string, file: string])[];
}

/** Writes the reports that are asked for. Returns the exit code. */
export async function reportCommand(argv: readonly string[], surroundings: ReportSurroundings): Promise<number> {
  try {
    const options = parseOptions(argv);
    if (options === undefined) {
      surroundings.print(usage);
      return 0;
    }
    const preview = parsePreview(await readInput(options, surroundings));
    const report = buildReport(preview, presentTime(surroundings), options);
    for (const [render, file] of options.outputs) write(file, render(report), surroundings);
    return EXIT_CODES[report.verdict];
  } catch (error) {
    if (!(error instanceof BadInput)) throw error;
    surroundings.printError(`${error.message}\n`);
    return 1;
  }
}

function parseOptions(argv: readonly string[]): Options | undefined {
  const { values, positionals } = parse(argv);
  if (values.help) return undefined;
  const limit = Number(values.limit ?? COMMENT_LIMIT);
  if (!Number.isSafeInteger(limit) || limit < LEAST_LIMIT)
    throw new BadInput(`--limit is a number of characters, ${LEAST_LIMIT} or more; ${values.limit} is not.`);
  if (positionals.length > 1)
    throw new BadInput(`One preview makes one report; ${positionals.length} files are given.`);
  const { markdown, html, json } = values;
  const [file] = positionals;
  const isDefault = html === undefined && json === undefined;
  return {
    limit,
    readsOnly: values["reads-only"] === true,
    ...(file !== undefined && file !== "-" && { file }),
    outputs: [
      ...output(markdown ?? (isDefault ? "-" : undefined), (report) => reportMarkdown(report, limit)),
      ...output(html, reportHtml),
      ...output(json, (report) => `${JSON.stringify(report, undefined, 2)}\n`),
    ],
  };
}

function output(file: string | undefined, render: (report: Report) => string): Options["outputs"] {
  return file === undefined ? [] : [[render, file]];
}

function parse(argv: readonly string[]) {
  const file = { type: "string" } as const;
  const flag = { type: "boolean" } as const;
  try {
    return parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: { markdown: file, html: file, json: file, limit: file, "reads-only": flag, help: flag },
    });
  } catch (error) {
    throw new BadInput(`${(error as Error).message}\n\n${usage}`);
  }
}

function presentTime({ env, clock }: ReportSurroundings): number {
  const seconds = env[EPOCH_VARIABLE];
  return seconds === undefined || !/^\d{1,12}$/.test(seconds) ? clock.now() : Number(seconds) * 1000;
}

async function readInput(
  { file }: Options,
  { readInput: readStandardInput, directory }: ReportSurroundings,
): Promise<string> {
  try {
    return file === undefined ? await readStandardInput() : readFileSync(resolve(directory, file), "utf8");
  } catch (error) {
    throw new BadInput(`${file ?? "Standard input"} can't be read: ${(error as Error).message}`);
  }
}

function write(file: string, text: string, { print, directory }: ReportSurroundings): void {
  if (file === "-") {
    print(text);
    return;
  }
  try {
    writeFileSync(resolve(directory, file), text);
  } catch (error) {
    throw new BadInput(`${file} can't be written: ${(error as Error).message}`);
  }
}
