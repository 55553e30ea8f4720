import type { Certainty } from "./reader";

/** A text with its variables filled in, and `*` for what is not known. */
export interface Resolved {
  readonly text: string;
  readonly certainty: Exclude<Certainty, "text">;
}

/** Looks a variable up: undefined where nothing is known of it. */
export type Lookup = (name: string) => string | undefined;

/** A default can hold variables itself: `${TAG:-${VERSION}}`. More rounds than this are somebody's joke. */
const MOST_ROUNDS = 8;

/** The expressions of GitHub Actions and of templates, for which nothing is looked up but by `lookUp` itself. */
const EXPRESSION = /\$?\{\{-?\s*([^{}]*?)\s*-?\}\}/g;
const WITH_DEFAULT = /\$\{([\w.]+):?[-=]([^${}]*)\}/g;
const ALTERNATIVE = /\$\{[\w.]+:?[+?][^${}]*\}/g;
const VARIABLE = /\$\{\s*([^${}]*?)\s*\}|\$\(([\w.]+)\)|\$(\w+)|%(\w+)%/g;

/** Fills variables in, as shells, Compose, Dockerfiles, Terraform, GitHub Actions and templates write them. */
export function resolveVariables(given: string, lookUp: Lookup = () => undefined): Resolved {
  let certainty: Resolved["certainty"] = "exact";
  const found = (value: string | undefined): string => {
    if (value === undefined) certainty = "partial";
    else if (certainty === "exact") certainty = "default";
    return value ?? "*";
  };
  let text = given.replaceAll(EXPRESSION, (_, expression: string) => found(lookUp(expression)));
  for (let round = 0; round < MOST_ROUNDS && text.includes("$"); round += 1) {
    const before = text;
    text = text
      .replaceAll(ALTERNATIVE, () => found(undefined))
      .replaceAll(WITH_DEFAULT, (_, name: string, otherwise: string) => found(lookUp(name) ?? otherwise));
    if (text === before) break;
  }
  text = text.replaceAll(VARIABLE, (_, ...names: (string | undefined)[]) =>
    found(lookUp(names.slice(0, 4).find((name) => name !== undefined) ?? "")),
  );
  return { text, certainty: text.includes("*") ? "partial" : certainty };
}
