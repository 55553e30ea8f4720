export type CamelCased = Readonly<Record<string, unknown>>;

/** Its keys are people's own names for things. */
const VERBATIM = "custom_properties";

/** GitHub's spelling of an object's keys (`html_url`) to a program's (`htmlUrl`), all the way down. */
export function toCamelCase(row: CamelCased): CamelCased {
  return Object.fromEntries(
    Object.entries(row).map(([key, value]) => [camelCase(key), key === VERBATIM ? value : convert(value)]),
  );
}

function convert(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(convert);
  return typeof value === "object" && value !== null ? toCamelCase(value as CamelCased) : value;
}

function camelCase(key: string): string {
  return key.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}
