import Ajv, { type ValidateFunction } from "ajv";
import addFormats from "ajv-formats";
import dotcom from "../../openapi/api.github.com.json";
import ghes from "../../openapi/ghes-3.18.json";
import { type Schema, type SchemaException, schemaExceptions, statusExceptions } from "./description-exceptions";

export type HostName = "github.com" | "ghes-3.18";

interface Operation {
  operationId: string;
  anchor: string;
  responses: Record<string, { $ref?: string; content?: Record<string, { schema?: Schema }> }>;
}

interface Document {
  paths: Record<string, Record<string, Operation>>;
  components: {
    schemas: Record<string, Schema>;
    responses: Record<string, { content?: Record<string, { schema?: Schema }> }>;
  };
}

const documents: Readonly<Record<HostName, Document>> = {
  "github.com": dotcom as unknown as Document,
  "ghes-3.18": ghes as unknown as Document,
};

export interface Answer {
  readonly status: number;
  readonly text: string;
  readonly contentType: string | null;
}

/** GitHub's description of one host: what is wrong with an answer, by that description and the listed exceptions. */
export class Description {
  readonly #document: Document;
  readonly #ajv: Ajv;
  readonly #validators = new Map<string, ValidateFunction>();

  constructor(host: HostName, exceptions: readonly SchemaException[] = schemaExceptions) {
    this.#document = structuredClone(documents[host]);
    const { schemas } = this.#document.components;
    for (const exception of exceptions) exception.apply(schemas);
    for (const schema of Object.values(schemas)) closeObjects(schema);
    this.#ajv = new Ajv({ strict: false, allErrors: true });
    addFormats(this.#ajv);
    this.#ajv.addSchema({ $id: "description", components: { schemas } });
  }

  /** "METHOD template" and operationId of every packages operation. */
  packageOperations(): { name: string; method: string; template: string; operation: Operation }[] {
    return Object.entries(this.#document.paths).flatMap(([template, methods]) =>
      Object.entries(methods)
        .filter(([, operation]) => operation.operationId.startsWith("packages/"))
        .map(([method, operation]) => ({
          name: `${method.toUpperCase()} ${template}`,
          method: method.toUpperCase(),
          template,
          operation,
        })),
    );
  }

  operation(method: string, template: string): Operation | undefined {
    return this.#document.paths[template]?.[method.toLowerCase()];
  }

  /** Everything that is wrong with an answer; empty when nothing is. */
  problems(method: string, template: string, answer: Answer): string[] {
    const operation = this.operation(method, template);
    if (!operation) return [`${method} ${template} is not described`];
    return [
      ...this.#statusProblems(`${method} ${template}`, operation, answer),
      ...this.#bodyProblems(operation, answer),
    ];
  }

  #statusProblems(name: string, operation: Operation, { status }: Answer): string[] {
    const isKnown =
      status in operation.responses ||
      statusExceptions.some(({ operations, statuses }) => operations.test(name) && statuses.includes(status));
    return isKnown ? [] : [`${name} has no status ${status}`];
  }

  #bodyProblems(operation: Operation, { status, text, contentType }: Answer): string[] {
    if (status === 204 || status === 304) return text === "" ? [] : [`${status} with a body`];
    if (contentType !== "application/json; charset=utf-8") return [`the content type is ${contentType}`];
    const schema = this.#schema(operation, status);
    const validate = this.#validator(schema);
    return validate(JSON.parse(text))
      ? []
      : (validate.errors ?? []).map((error) => `${error.instancePath} ${error.message}`);
  }

  /** Undescribed errors have the form of the described ones. */
  #schema(operation: Operation, status: number): Schema {
    const response = operation.responses[String(status)];
    const name = response?.$ref?.split("/").at(-1);
    const content = (name === undefined ? response : this.#document.components.responses[name])?.content;
    return content?.["application/json"]?.schema ?? { $ref: "#/components/schemas/basic-error" };
  }

  #validator(schema: Schema): ValidateFunction {
    const key = JSON.stringify(schema).replaceAll('"#/', '"description#/');
    const existing = this.#validators.get(key);
    if (existing) return existing;
    const validate = this.#ajv.compile(JSON.parse(key));
    this.#validators.set(key, validate);
    return validate;
  }
}

/** The description never says so, but a property that it doesn't have is a mistake of ours. */
function closeObjects(schema: Schema): void {
  if (schema.properties && schema.additionalProperties === undefined) schema.additionalProperties = false;
  for (const property of Object.values(schema.properties ?? {})) closeObjects(property);
  if (schema.items) closeObjects(schema.items);
}
