import type { Measurement, RowResult } from "./row";

/** The results as Markdown: a table of what was asked for, then what was measured for each row, ratios and counts first. */
export function formatMarkdown(results: readonly RowResult[]): string {
  const summary = results.map(({ row, work, target, figure, reached }) => [
    `[${row}](#${row})`,
    work,
    target,
    figure,
    reached ? "yes" : "**no**",
  ]);
  return [
    markdownTable(["row", "work", "to reach", "measured", "reached"], summary),
    ...results.map(formatMarkdownRow),
  ].join("\n\n");
}

function formatMarkdownRow({ row, ours, others }: RowResult): string {
  const all = [ours, ...others];
  const columns = COLUMNS.filter(([, cell]) => all.some((one) => cell(one) !== ""));
  const cells = all.map((one) => [one.what, ...columns.map(([, cell]) => cell(one)), one.note ?? ""]);
  const titles = ["", ...columns.map(([title]) => title), "note"];
  const hasNotes = all.some(({ note }) => note !== undefined);
  const table = markdownTable(
    hasNotes ? titles : titles.slice(0, -1),
    hasNotes ? cells : cells.map((line) => line.slice(0, -1)),
  );
  return `### ${row}\n\n${table}`;
}

function markdownTable(titles: readonly string[], lines: ReadonlyArray<readonly string[]>): string {
  const rows = [titles, titles.map(() => "---"), ...lines];
  return rows.map((cells) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`).join("\n");
}

/** The results as a table for a terminal: a block for each row, what is compared below each other. */
export function formatTable(results: readonly RowResult[]): string {
  return results.map(formatRow).join("\n\n");
}

const COLUMNS: ReadonlyArray<readonly [title: string, cell: (one: Measurement) => string]> = [
  ["requests", ({ requests }) => number(requests)],
  ["counted", ({ counted }) => number(counted)],
  ["refused", ({ refused }) => number(refused)],
  ["at once", ({ mostAtOnce }) => number(mostAtOnce)],
  ["points/min", ({ mostPointsInMinute }) => number(mostPointsInMinute)],
  ["seconds", ({ seconds }) => number(seconds, 1)],
  ["CPU s", ({ cpuSeconds }) => number(cpuSeconds, 1)],
  ["peak MiB", ({ peakMebibytes }) => number(peakMebibytes)],
  ["engine MiB", ({ engineMebibytes }) => number(engineMebibytes)],
  ["state bytes", ({ stateBytes }) => number(stateBytes)],
];

function formatRow({ row, work, target, reached, figure, ours, others }: RowResult): string {
  const all = [ours, ...others];
  const columns = COLUMNS.filter(([, cell]) => all.some((one) => cell(one) !== ""));
  const lines = [
    ["", ...columns.map(([title]) => title)],
    ...all.map((one) => [one.what, ...columns.map(([, cell]) => cell(one))]),
  ];
  const widths = lines[0]?.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0))) ?? [];
  const table = lines.map((line) =>
    line
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join("  "),
  );
  const notes = all.flatMap(({ what, note }) => (note === undefined ? [] : [`${what}: ${note}`]));
  const verdict = `${reached ? "reached" : "NOT REACHED"}: ${target}`;
  return [`${row}: ${work}`, ...[verdict, figure, ...table, ...notes].map((line) => `  ${line.trimEnd()}`)].join("\n");
}

function number(value: number | undefined, digits = 0): string {
  if (value === undefined) return "";
  return value.toLocaleString("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits });
}
