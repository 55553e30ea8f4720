import { parseAllDocuments } from "yaml";
import type { RawPolicy, ReadPolicy } from "./protocol";

/** Aliases multiply; a policy needs none. */
const MOST_ALIASES = 100;
const LONGEST = 200_000;

const NO_POLICY =
  "There is no retention policy in this text: paste the inputs of one, a resource of a Pulumi program in YAML, or a stack's state.";

/** The policies in a text that somebody pasted: the inputs of one, in JSON or YAML; a whole program in YAML; or a stack's state. */
export function readPolicy(text: string): ReadPolicy {
  if (text.length > LONGEST) return { outcome: "mistake", reason: `The text has more than ${LONGEST} characters.` };
  try {
    const documents = parseAllDocuments(text, { prettyErrors: true });
    if (!Array.isArray(documents)) return { outcome: "mistake", reason: NO_POLICY };
    for (const { errors } of documents) if (errors[0]) return { outcome: "mistake", reason: errors[0].message };
    const policies = documents.flatMap((one) => policiesIn(one.toJS({ maxAliasCount: MOST_ALIASES })));
    return policies.length === 0 ? { outcome: "mistake", reason: NO_POLICY } : { outcome: "policies", policies };
  } catch (error) {
    return { outcome: "mistake", reason: error instanceof Error ? error.message : String(error) };
  }
}

type Found = { readonly name: string; readonly inputs: RawPolicy };

function policiesIn(value: unknown): Found[] {
  if (!isObject(value)) return [];
  if (isObject(value.rules)) return [{ name: "pasted", inputs: value }];
  if (isObject(value.deployment)) return policiesIn(value.deployment);
  if (Array.isArray(value.resources)) return value.resources.flatMap(ofState);
  if (isObject(value.resources)) return Object.entries(value.resources).flatMap(([name, one]) => ofProgram(name, one));
  return Object.entries(value).flatMap(([name, one]) => ofProgram(name, one));
}

function ofProgram(name: string, resource: unknown): Found[] {
  if (!isObject(resource) || !isObject(resource.properties) || !isObject(resource.properties.rules)) return [];
  return [{ name, inputs: resource.properties }];
}

function ofState(resource: unknown): Found[] {
  if (!isObject(resource) || !isObject(resource.inputs) || !isObject(resource.inputs.rules)) return [];
  const name =
    String(resource.urn ?? "")
      .split("::")
      .at(-1) ?? "";
  return [
    { name, inputs: Object.fromEntries(Object.entries(resource.inputs).filter(([key]) => !key.startsWith("__"))) },
  ];
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
