/** Of the pictures' text, in their units: `.timeline text` in style.ts. */
const FONT_SIZE = 12.5;

/** Ideographs and pictures are as wide as they are high. */
const SQUARE =
  /[\p{Extended_Pictographic}\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}\u3000-\u30FF\uFF00-\uFF60]/u;

const WIDE = /[\p{Lu}mw%@\u2014\uFFFD]/u;

/** Of the fonts that style.ts asks for, a little more than the widest takes: the average letter is half as wide as it is high. */
const EM = { square: 1.05, wide: 0.98, other: 0.64 };

/** About how much room a line of text needs. What draws it is not known, so it is rather too much than too little. */
export function widthOf(text: string): number {
  return [...text].reduce((sum, character) => sum + FONT_SIZE * emOf(character), 0);
}

/** The text, or as much of its beginning as fits, and an ellipsis. */
export function cutToWidth(text: string, room: number): string {
  if (widthOf(text) <= room) return text;
  let shown = "";
  let left = room - widthOf("…");
  for (const character of text) {
    left -= widthOf(character);
    if (left < 0) break;
    shown += character;
  }
  return `${shown}…`;
}

function emOf(character: string): number {
  if (SQUARE.test(character)) return EM.square;
  return WIDE.test(character) ? EM.wide : EM.other;
}
