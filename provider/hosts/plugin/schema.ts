interface Schema {
  readonly resources: Readonly<Record<string, { readonly properties: object }>>;
}

/** What the plugin offers, as the engine and code generators read it. It is read when it is asked for: most commands need none of it. */
export function schemaText(): string {
  return JSON.stringify(schema());
}

/** The names of a resource's outputs. */
export function outputsOf(resource: string): readonly string[] {
  return Object.keys(schema().resources[`github-packages:index:${resource}`]?.properties ?? {});
}

function schema(): Schema {
  return require("../../../sdk/schema.json");
}
