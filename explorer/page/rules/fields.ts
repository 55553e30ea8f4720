import schema from "../../../sdk/schema.json";

/** How a field is written. `other` is what only text can say. */
export type FieldKind = "text" | "integer" | "number" | "flag" | "list" | "choice" | "groupBy" | "other";

/** One property of a policy, of a rule's `match` or of its `mostRecent`: what programs call it, and its reference documentation. */
export interface Field {
  readonly name: string;
  readonly kind: FieldKind;
  /** What the schema calls its type, where that has a name. */
  readonly type: string;
  readonly choices: readonly string[];
  readonly about: string;
}

interface Property {
  readonly type?: string;
  readonly $ref?: string;
  readonly description?: string;
  readonly items?: { readonly type?: string; readonly oneOf?: unknown };
}

const types: Readonly<Record<string, object>> = schema.types;

function typeOf(name: string): { enum?: { value: string }[]; properties?: Record<string, Property> } {
  return types[`github-packages:index:${name}`] ?? {};
}

function fieldsOf(properties: Readonly<Record<string, Property>>): Field[] {
  return Object.entries(properties).map(([name, property]) => {
    const type = property.$ref?.split(":").at(-1) ?? "";
    const choices = typeOf(type).enum?.map(({ value }) => value) ?? [];
    return { name, kind: kindOf(name, property, choices), type, choices, about: plain(property.description ?? "") };
  });
}

function kindOf(name: string, { type, items }: Property, choices: readonly string[]): FieldKind {
  if (choices.length > 0) return "choice";
  if (name === "groupBy") return "groupBy";
  switch (type) {
    case "string":
      return "text";
    case "boolean":
      return "flag";
    case "integer":
    case "number":
      return type;
    case "array":
      return items?.type === "string" ? "list" : "other";
    default:
      return "other";
  }
}

/** The reference is Markdown; a form shows its words. */
function plain(description: string): string {
  const words = (text: string, isCode: boolean) => (isCode ? text : text.replaceAll("**", ""));
  return description
    .split("`")
    .map((text, index) => words(text, index % 2 === 1))
    .join("")
    .replaceAll(/\s+/g, " ");
}

const inputs: Readonly<Record<string, Property>> =
  schema.resources["github-packages:index:RetentionPolicy"].inputProperties;

/** The rules have a form of their own. */
export const POLICY_FIELDS = fieldsOf(inputs).filter(({ name }) => name !== "rules");
export const MATCH_FIELDS = fieldsOf(typeOf("RetentionMatch").properties ?? {});
export const MOST_RECENT_FIELDS = fieldsOf(typeOf("RetentionMostRecent").properties ?? {});
export const RULE_FIELDS = fieldsOf(typeOf("RetentionRule").properties ?? {});
