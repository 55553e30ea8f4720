import * as pulumi from "@pulumi/pulumi";

/** Where an input is given as `undefined` or `null`: `["rules", "newest", "match", "olderThan"]`. */
export interface UndefinedInput {
  readonly path: readonly string[];
}

type Found = UndefinedInput | pulumi.Output<unknown>;

/**
 * What a program gives as `undefined`, at any depth. Pulumi drops such properties, so that only the program's own process can tell `match: { olderThan:
 * process.env.AGE }` from a rule that asks for no age. An input that is not known before the update is looked into then. Undefined when there is none.
 */
export function undefinedInputs(inputs: object): readonly Found[] | undefined {
  const found = findIn(inputs, []);
  return found.length > 0 ? found : undefined;
}

function findIn(value: unknown, path: readonly string[]): Found[] {
  if (value === undefined || value === null) return [{ path }];
  if (pulumi.Output.isInstance(value) || value instanceof Promise)
    return [pulumi.output(value).apply((known) => findIn(known, path))];
  // Pulumi keeps the places of a list.
  if (typeof value !== "object" || Array.isArray(value) || pulumi.Resource.isInstance(value)) return [];
  return Object.entries(value).flatMap(([name, inner]) => findIn(inner, [...path, name]));
}
