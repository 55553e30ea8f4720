import { visible } from "../../../provider/model/foreign-words";
import { escapeHtml } from "../markdown/markup";

/** Text that is HTML already. Whatever is not is escaped. */
export class Html {
  constructor(readonly text: string) {}
}

type Value = string | number | Html | undefined | readonly Html[];

/** HTML with the texts of others in it: `html\`<td>${name}</td>\``. Nothing of them is markup. */
export function html(strings: TemplateStringsArray, ...values: readonly Value[]): Html {
  return new Html(strings.map((literal, index) => literal + textOf(values[index])).join(""));
}

function textOf(value: Value): string {
  if (value === undefined) return "";
  if (value instanceof Html) return value.text;
  if (Array.isArray(value)) return value.map(({ text }) => text).join("");
  return escapeHtml(visible(String(value)));
}
