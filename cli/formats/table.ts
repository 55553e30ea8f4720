import { foreignWords } from "../../provider/model/foreign-words";

/** Blanks between two columns. */
export const GAP = 2;

/** Columns as wide as their widest cell; the last one is not padded. */
export function formatTable(header: readonly string[], rows: ReadonlyArray<readonly string[]>): string {
  const cells = [header, ...rows].map((row) => row.map((cell) => foreignWords(cell)));
  const widths = header.map((_, column) => cells.reduce((widest, row) => Math.max(widest, textWidth(row[column])), 0));
  const lines = cells.map((row) =>
    row
      .map((cell, column) => cell + " ".repeat((widths[column] ?? 0) - textWidth(cell)))
      .join(" ".repeat(GAP))
      .trimEnd(),
  );
  return `${lines.join("\n")}\n`;
}

/** Wide letters (https://www.unicode.org/reports/tr11/) take two columns of a terminal. */
const WIDE = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Emoji_Presentation}]/u;

export function textWidth(text = ""): number {
  return [...text].reduce((sum, letter) => sum + widthOf(letter), 0);
}

/** The text, or its beginning and an ellipsis, in so many columns of a terminal. */
export function cut(text: string, width: number): string {
  if (textWidth(text) <= width) return text;
  let room = width - 1;
  let begin = "";
  for (const letter of text) {
    room -= widthOf(letter);
    if (room < 0) break;
    begin += letter;
  }
  return `${begin}…`;
}

function widthOf(letter: string): number {
  return WIDE.test(letter) ? 2 : 1;
}
