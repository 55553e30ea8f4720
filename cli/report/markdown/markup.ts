import { fitForTerminal, foreignWords } from "../../../provider/model/foreign-words";

/** Text that is Markdown already. Whatever is not is shown as code: see `code`. */
export class Markup {
  constructor(readonly text: string) {}
}

/** Longer texts of others are cut: they would push what matters out of sight. */
const LONGEST = 200;

const LONGEST_MESSAGE = 1_000;

/**
 * Markdown with the texts of others in it: `md\`delete ${name}\``. Text becomes code, numbers stay, and Markup is taken as it is.
 */
export function md(strings: TemplateStringsArray, ...values: readonly (string | number | Markup)[]): Markup {
  const parts = strings.map((literal, index) => {
    const value = values[index];
    if (value === undefined) return literal;
    if (value instanceof Markup) return literal + value.text;
    return literal + (typeof value === "number" ? String(value) : code(value).text);
  });
  return new Markup(parts.join(""));
}

export function joined(parts: readonly Markup[], separator: string): Markup {
  return new Markup(parts.map(({ text }) => text).join(separator));
}

/**
 * Names, tags and messages are written by others. As inline code nothing of them is markup, a link, a mention or a reference
 * (https://docs.github.com/get-started/writing-on-github). Two characters could still end a code span or a table's cell, and are
 * shown as their likes.
 */
export function code(text: string, longest = LONGEST): Markup {
  const shown = foreignWords(text, longest).replaceAll("`", "'").replaceAll("|", "¦");
  return new Markup(shown === "" ? "*(empty)*" : `\`${shown}\``);
}

/** A sentence with names in it. */
export function message(text: string): Markup {
  return code(text, LONGEST_MESSAGE);
}

/** The same inside HTML, where Markdown is not read: the summary of a fold. */
export function htmlCode(text: string): string {
  return `<code>${escapeHtml(foreignWords(text, LONGEST))}</code>`;
}

/** Several lines of others' text. A fence must be longer than any in the text. */
export function fenced(text: string): Markup {
  const lines = fitForTerminal(text)
    .split("\n")
    .map((line) => line.trimEnd());
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  return new Markup(`${fence}text\n${lines.join("\n")}\n${fence}`);
}

export function escapeHtml(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&#39;");
}
