import { Html, html } from "./html";

/**
 * Every column that a table of the page can have: what the style sheet knows it by, and its title. On a phone, where there is no room for columns, the
 * title stands before each value.
 */
export const COLUMNS = {
  package: "package",
  version: "version",
  resource: "resource",
  reason: "why it stays",
  action: "on GitHub",
  what: "what",
  found: "found",
  remark: "remark",
  go: "go",
  share: "share",
  frees: "frees",
  stay: "stay",
  versions: "versions",
  back: "come back",
  by: "by rule",
  created: "created (UTC)",
  age: "age (days)",
  rule: "delete rule",
  keeper: "protected by",
  with: "goes with",
  why: "why it comes back",
  id: "version id",
} as const;

export type Column = keyof typeof COLUMNS;

/** Columns of numbers: their digits stand below each other. */
export const NUMBERS: readonly Column[] = ["go", "share", "frees", "stay", "versions", "back", "age", "id"];

export interface Row {
  /** By column; one that is empty in every row is left out. The first column names the row. */
  readonly cells: Readonly<Partial<Record<Column, Html | undefined>>>;
  /** Attributes of the row; nothing that others wrote. */
  readonly mark?: string;
}

/** @param caption for those who do not see what stands above the table: own words */
export function table(caption: string, columns: readonly Column[], rows: readonly Row[]): Html {
  const [first, ...others] = columns.filter((column) => rows.some(({ cells }) => cells[column] !== undefined));
  if (first === undefined) return html``;
  const body = rows.map(
    ({ cells, mark = "" }) =>
      html`<tr${own(mark)}><th scope="row" class="${first}">${cells[first]}</th>${others.map((column) => cell(column, cells[column]))}</tr>
`,
  );
  return html`<table><caption class="away">${caption}</caption><thead><tr>${[first, ...others].map((column) => html`<th scope="col" class="${column}">${COLUMNS[column]}</th>`)}</tr></thead><tbody>
${body}</tbody></table>`;
}

function cell(column: Column, content: Html | undefined): Html {
  return content === undefined ? html`<td></td>` : html`<td class="${column}">${content}</td>`;
}

function own(mark: string): Html {
  return new Html(mark === "" ? "" : ` ${mark}`);
}
