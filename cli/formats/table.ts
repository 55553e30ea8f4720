import { foreignWords } from "../../provider/model/foreign-words";

/** Columns as wide as their widest cell, two blanks between; the last one is not padded. */
export function formatTable(header: readonly string[], rows: ReadonlyArray<readonly string[]>): string {
  const cells = [header, ...rows].map((row) => row.map((cell) => foreignWords(cell)));
  const widths = header.map((_, column) => cells.reduce((widest, row) => Math.max(widest, width(row[column])), 0));
  const lines = cells.map((row) =>
    row
      .map((cell, column) => cell + " ".repeat((widths[column] ?? 0) - width(cell)))
      .join("  ")
      .trimEnd(),
  );
  return `${lines.join("\n")}\n`;
}

/** Wide letters (https://www.unicode.org/reports/tr11/) take two columns of a terminal. */
const WIDE = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Emoji_Presentation}]/u;

function width(text = ""): number {
  return [...text].reduce((sum, letter) => sum + (WIDE.test(letter) ? 2 : 1), 0);
}
