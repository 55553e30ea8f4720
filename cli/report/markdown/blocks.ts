import type { Markup } from "./markup";

/** A piece of a document that can be made to fit. */
export type Block =
  | { readonly kind: "text"; readonly text: Markup }
  | Table
  | { readonly kind: "fold"; readonly summary: string; readonly open: boolean; readonly parts: Parts }
  | ({ readonly kind: "parts" } & Parts);

/** Rows are left out from the end; what is left out is counted below. */
export interface Table {
  readonly kind: "table";
  readonly header: readonly string[];
  readonly rows: readonly (readonly Markup[])[];
  readonly more: (count: number) => Markup;
}

/**
 * Blocks below each other. Those that do not even fit without their rows are left out from the end: `more` tells the last so many, with their
 * numbers. What room there is beyond the least that each needs is shared fairly among them.
 */
export interface Parts {
  readonly blocks: readonly Block[];
  readonly more: (count: number) => Markup;
  /** Of each block: those of a lower rank get all that they need before others get more than the least. Default: all the same. */
  readonly ranks?: readonly number[];
  /** Lines of one list: without an empty line between them. */
  readonly tight?: boolean;
}

const BETWEEN = "\n\n";

/** The same without columns that are empty in every row. */
export function withoutEmptyColumns(table: Table): Table {
  const isTold = table.header.map((_, column) => table.rows.some((cells) => cells[column]?.text !== ""));
  const told = <Item>(items: readonly Item[]) => items.filter((_, column) => isTold[column]);
  return { ...table, header: told(table.header), rows: table.rows.map(told) };
}

/** Everything, if that is not longer than `limit`; else as much as fits, with a count for what is left out. Never less than `least`. */
export function shorten(block: Block, limit: number): string {
  switch (block.kind) {
    case "text":
      return block.text.text;
    case "table":
      return shortenTable(block, limit);
    case "fold":
      return fold(block, shortenParts(block.parts, limit - fold(block, "").length));
    case "parts":
      return shortenParts(block, limit);
  }
}

/** The shortest that a block can be made. */
function least(block: Block): number {
  switch (block.kind) {
    case "text":
      return block.text.text.length;
    case "table":
      return block.rows.length === 0
        ? 0
        : Math.min(block.more(block.rows.length).text.length, tableText(block, block.rows.length).length);
    case "fold":
      return fold(block, "").length + leastOfParts(block.parts);
    case "parts":
      return leastOfParts(block);
  }
}

function leastOfParts({ blocks, more, tight }: Parts): number {
  return Math.min(more(blocks.length).text.length, lengthOf(blocks.map(least), tight));
}

function shortenTable(table: Table, limit: number): string {
  const { length } = table.rows;
  if (tableText(table, length).length <= limit) return tableText(table, length);
  let [most, tooMany] = [0, length];
  while (tooMany - most > 1) {
    const count = Math.floor((most + tooMany) / 2);
    if (tableText(table, count).length <= limit) most = count;
    else tooMany = count;
  }
  return tableText(table, most);
}

/** The first rows, and a line for the others: below the table, not in it. */
function tableText({ header, rows, more }: Table, count: number): string {
  const shown = rows.slice(0, count).map((cells) => `| ${cells.map(({ text }) => text).join(" | ")} |`);
  const left = rows.length - count;
  const head = [
    `| ${header.map((title) => title.replace(/:$/, "")).join(" | ")} |`,
    `| ${header.map(alignment).join(" | ")} |`,
  ];
  return [...(count > 0 ? [[...head, ...shown].join("\n")] : []), ...(left > 0 ? [more(left).text] : [])].join(BETWEEN);
}

/** A title that ends with a colon stands above numbers. */
function alignment(title: string): string {
  return title.endsWith(":") ? "--:" : "---";
}

function shortenParts({ blocks, more, ranks, tight }: Parts, limit: number): string {
  const sizes = blocks.map(least);
  let kept = blocks.length;
  let reserved = lengthOf(sizes, tight);
  while (kept > 0 && reserved > limit) {
    kept -= 1;
    reserved = lengthOf([...sizes.slice(0, kept), more(blocks.length - kept).text.length], tight);
  }
  const texts = share(blocks.slice(0, kept), sizes, ranks ?? [], limit - reserved);
  if (kept < blocks.length) texts.push(more(blocks.length - kept).text);
  return texts.filter((text) => text !== "").join(tight ? "\n" : BETWEEN);
}

/** No block gets more than another of its rank that is cut; what one does not need goes to the others. */
function share(blocks: readonly Block[], sizes: readonly number[], ranks: readonly number[], room: number): string[] {
  const wanting = blocks.map((block, index) => {
    const size = sizes[index] ?? 0;
    return { block, index, size, rank: ranks[index] ?? 0, need: lengthOfAll(block) - size };
  });
  const inTurn = wanting.sort((a, b) => a.rank - b.rank || a.need - b.need);
  const texts: string[] = blocks.map(() => "");
  let spare = room;
  for (const [turn, { block, index, size, rank }] of inTurn.entries()) {
    const others = inTurn.slice(turn).filter((one) => one.rank === rank).length;
    const text = shorten(block, size + Math.floor(spare / others));
    texts[index] = text;
    spare -= text.length - size;
  }
  return texts;
}

const lengths = new WeakMap<Block, number>();

function lengthOfAll(block: Block): number {
  const known = lengths.get(block) ?? shorten(block, Number.POSITIVE_INFINITY).length;
  lengths.set(block, known);
  return known;
}

function lengthOf(sizes: readonly number[], tight = false): number {
  const there = sizes.filter((size) => size > 0);
  return there.reduce((sum, size) => sum + size, 0) + Math.max(0, there.length - 1) * (tight ? 1 : BETWEEN.length);
}

/** The empty lines make Markdown be read again inside of the HTML. */
function fold({ summary, open }: { summary: string; open: boolean }, inside: string): string {
  return `<details${open ? " open" : ""}>\n<summary>${summary}</summary>\n\n${inside}\n\n</details>`;
}
