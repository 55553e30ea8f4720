/** A value of a program: on one line where it fits, and on several where it does not. */
export type Code = string | Block;

interface Block {
  readonly open: string;
  readonly items: readonly Code[];
  readonly close: string;
}

/** How a language divides what is in brackets. */
export interface Style {
  readonly indent: string;
  /** Whether the last of several lines ends with a comma too. */
  readonly trailingComma: boolean;
  /** `{ a: 1 }` rather than `{a: 1}`. */
  readonly spaced: boolean;
  /** What ends an item: nothing in a chain of calls. */
  readonly comma: "," | "";
}

const WIDTH = 92;

export function block(open: string, items: readonly Code[], close: string): Code {
  return { open, items, close };
}

/** The same with something before it: `tags: [...]`. */
export function prefixed(prefix: string, code: Code): Code {
  return typeof code === "string" ? prefix + code : { ...code, open: prefix + code.open };
}

export function print(code: Code, style: Style, depth: number): string {
  if (typeof code === "string") return code;
  const line = onOneLine(code, style);
  if (line.length + depth * style.indent.length <= WIDTH) return line;
  const inner = style.indent.repeat(depth + 1);
  const items = code.items.map((item) => inner + print(item, style, depth + 1));
  const end = style.trailingComma ? style.comma : "";
  return `${code.open}\n${items.join(`${style.comma}\n`)}${end}\n${style.indent.repeat(depth)}${code.close}`;
}

function onOneLine(code: Code, style: Style): string {
  if (typeof code === "string") return code;
  const pad = style.spaced && code.open.endsWith("{") && code.items.length > 0 ? " " : "";
  const divider = style.comma === "" ? "" : ", ";
  return `${code.open}${pad}${code.items.map((item) => onOneLine(item, style)).join(divider)}${pad}${code.close}`;
}

const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/** A text in double quotes, as all of these languages read it: nothing in it ends the text, and every letter of it is seen. */
export function quoted(text: string): string {
  return JSON.stringify(text).replaceAll(UNSEEN, (letter) =>
    letter
      .split("")
      .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`)
      .join(""),
  );
}

/** `older_than` */
export function snake(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** `OlderThan` */
export function pascal(name: string): string {
  return name.slice(0, 1).toUpperCase() + name.slice(1);
}
