import { asObject } from "../state/draft";
import type { Field } from "./fields";

/** What a form shows of a value. Whatever can't be shown in it is shown as JSON. */
export function textOf(value: unknown): string {
  if (value === undefined) return "";
  if (typeof value === "string") return value;
  if (Array.isArray(value) && value.every((one) => typeof one === "string")) return value.join(", ");
  return JSON.stringify(value) ?? "";
}

/** What a text in the form of a field means. What is wrong with it the planner says, so anything may come out. */
export function meaningOf(text: string, { kind }: Pick<Field, "kind">): unknown {
  if (text.trim() === "") return kind === "list" ? [] : text;
  switch (kind) {
    case "integer":
    case "number":
      return /^\s*-?\d+(?:\.\d+)?\s*$/.test(text) ? Number(text) : text;
    case "list":
      return entriesOf(text);
    case "flag":
      return text === "true" ? true : text === "false" ? false : text;
    default:
      return text;
  }
}

/** What commas or spaces divide; not the commas in `{a,b}`. */
function entriesOf(text: string): string[] {
  return text.match(/(?:\{[^}]*\}?|[^,\s{])+/g) ?? [];
}

const PREFIXES = "tagPrefixes";
const UP_TO_LAST = "tagPrefixUpToLast";

export const GROUPINGS: readonly { readonly value: string; readonly title: string; readonly more?: string }[] = [
  { value: "semverMajor", title: "major version" },
  { value: "semverMinor", title: "minor version" },
  { value: PREFIXES, title: "what a tag begins with", more: "main-, release-" },
  { value: UP_TO_LAST, title: "a tag up to its last …", more: "-" },
];

/** `{ tagPrefixes: ["main-"] }` as what is chosen and what is written beside it. */
export function groupingOf(value: unknown): { readonly chosen: string; readonly more: string } {
  if (typeof value === "string") return { chosen: value, more: "" };
  const object = asObject(value);
  if (Object.hasOwn(object, UP_TO_LAST)) return { chosen: UP_TO_LAST, more: textOf(object[UP_TO_LAST]) };
  return { chosen: PREFIXES, more: textOf(object[PREFIXES]) };
}

export function groupingValue(chosen: string, more: string): unknown {
  if (chosen === PREFIXES) return { [PREFIXES]: entriesOf(more) };
  return chosen === UP_TO_LAST ? { [UP_TO_LAST]: more } : chosen;
}

/** What a field begins with when it is added. */
export function firstValue({ kind, choices, name }: Field): unknown {
  switch (kind) {
    case "choice":
      return choices[0];
    case "flag":
      return true;
    case "integer":
    case "number":
      return name === "count" ? 10 : 0;
    case "list":
      return [];
    case "groupBy":
      return "semverMinor";
    default:
      return "";
  }
}
