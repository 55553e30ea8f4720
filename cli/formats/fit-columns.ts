import { foreignWords } from "../../provider/model/foreign-words";
import { cut, GAP, textWidth } from "./table";

/** A column of a table that may have to be narrower than it would like. */
export interface FlexibleColumn {
  readonly title: string;
  readonly cells: readonly string[];
  /** What the cells come down to where room is scarce: days in place of instants. */
  readonly short?: readonly string[];
  /** Cells may be cut to this width. Default: they are shown whole. */
  readonly least?: number;
  /** Columns with a higher number are left out first. */
  readonly rank: number;
}

export interface FittedColumns {
  readonly columns: readonly FlexibleColumn[];
  /** Titles of what found no room. */
  readonly leftOut: readonly string[];
}

/** So many columns say something of a row, however narrow the terminal is. */
const FEWEST = 3;

/**
 * Fits columns into a width: first by their short forms, then without the least important ones, then by cutting the widest cells that may be cut.
 */
export function fitColumns(all: readonly FlexibleColumn[], width: number): FittedColumns {
  if (total(all.map(natural)) <= width) return { columns: all, leftOut: [] };
  let columns = all.map((column) => ({ ...column, cells: column.short ?? column.cells }));
  const leftOut: string[] = [];
  while (columns.length > FEWEST && total(columns.map(narrowest)) > width) {
    const least = columns.reduce((one, other) => (other.rank > one.rank ? other : one));
    columns = columns.filter((column) => column !== least);
    leftOut.push(least.title);
  }
  const widths = shrunken(columns, width);
  return {
    columns: columns.map((column, index) => ({
      ...column,
      cells: column.cells.map((cell) => cut(foreignWords(cell), widths[index] ?? 0)),
    })),
    leftOut: all.filter(({ title }) => leftOut.includes(title)).map(({ title }) => title),
  };
}

/** The widest column that may still be cut gives way, one place at a time. */
function shrunken(columns: readonly FlexibleColumn[], width: number): number[] {
  const widths = columns.map(natural);
  const floors = columns.map(narrowest);
  while (total(widths) > width) {
    const spare = widths.map((own, index) => (own > (floors[index] ?? 0) ? own : 0));
    const widest = Math.max(...spare);
    if (widest === 0) break;
    const index = spare.indexOf(widest);
    widths[index] = widest - 1;
  }
  return widths;
}

function natural({ title, cells }: FlexibleColumn): number {
  return cells.reduce((widest, cell) => Math.max(widest, textWidth(foreignWords(cell))), textWidth(title));
}

function narrowest(column: FlexibleColumn): number {
  const { title, least } = column;
  return least === undefined ? natural(column) : Math.min(natural(column), Math.max(least, textWidth(title)));
}

function total(widths: readonly number[]): number {
  return widths.reduce((sum, own) => sum + own, 0) + GAP * Math.max(0, widths.length - 1);
}
