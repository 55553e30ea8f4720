import type { IncomingMessage } from "node:http";
import type { FaultSpec } from "./faults";
import { readBody } from "./read-body";
import { type ManifestRecord, type PackageType, packageTypes, type SeedRepository, type Visibility } from "./seed";
import type { NewPackage, PublishedVersion } from "./world/publication";
import type { LagSettings } from "./world/read-lag";
import type { VersionHandle } from "./world/world";

/** A request to the control surface that can't be carried out as it is written. */
export class InvalidControlInput extends Error {
  override readonly name = "InvalidControlInput";

  constructor(
    message: string,
    readonly status = 400,
  ) {
    super(message);
  }
}

type Json = Readonly<Record<string, unknown>>;

const day = 24 * 60 * 60 * 1000;

/** Room for the largest manifest that the registry takes, 4 MiB, with every quotation mark in it escaped. */
const MAX_BODY_BYTES = 16 * 1024 * 1024;

/** The JSON object of a control request. Its methods throw, naming the property, when what they read isn't there. */
export class ControlInput {
  constructor(private readonly json: Json) {}

  static async read(message: IncomingMessage): Promise<ControlInput> {
    const text = (await readBody(message, MAX_BODY_BYTES, tooLarge)).toString("utf8");
    if (text === "") return new ControlInput({});
    const json: unknown = JSON.parse(text);
    if (!isObject(json)) throw new InvalidControlInput("Send a JSON object.");
    return new ControlInput(json);
  }

  has(name: string): boolean {
    return this.json[name] !== undefined;
  }

  text(name: string): string {
    const value = this.json[name];
    if (typeof value !== "string" || value === "") throw new InvalidControlInput(`"${name}" must be a text.`);
    return value;
  }

  number(name: string): number {
    const value = this.json[name];
    if (typeof value !== "number" || value < 0) throw new InvalidControlInput(`"${name}" must be a number, 0 or more.`);
    return value;
  }

  packageKey(): [string, PackageType, string] {
    return [this.text("owner"), this.#oneOf("packageType", packageTypes), this.text("name")];
  }

  handle(): VersionHandle {
    return typeof this.json.version === "number" ? this.json.version : this.text("version");
  }

  visibility(): Visibility {
    return this.#oneOf("visibility", ["public", "private", "internal"]);
  }

  /** In milliseconds, from "milliseconds" or "days"; negative to go back. */
  duration(): number {
    const [name, unit] = this.has("days") ? (["days", day] as const) : (["milliseconds", 1] as const);
    const value = this.json[name];
    if (typeof value !== "number") throw new InvalidControlInput(`"${name}" must be a number.`);
    return value * unit;
  }

  version(): PublishedVersion {
    const input = new ControlInput(this.#object("version"));
    const optional = input.#given({
      tags: (name) => input.#texts(name),
      manifest: (name) => readManifest(input.#object(name)),
      createdAt: (name) => input.#time(name),
      downloads: (name) => input.number(name),
      description: (name) => input.text(name),
      license: (name) => input.text(name),
    });
    return { name: input.text("name"), ...optional };
  }

  newPackage(): NewPackage {
    return this.#given({
      visibility: () => this.visibility(),
      repository: (name) => readRepository(this.#object(name)),
    });
  }

  /** As FaultSpec, with `route` as the source of a pattern. */
  fault(): FaultSpec {
    return this.#given({
      method: (name) => this.text(name),
      route: (name) => new RegExp(this.text(name)),
      times: (name) => this.number(name),
      skip: (name) => this.number(name),
      status: (name) => this.#status(name),
      html: (name) => this.text(name),
      delayMs: (name) => this.number(name),
      headers: (name) => readHeaders(this.#object(name)),
      body: (name) => this.json[name],
      takesEffect: (name) => this.#flag(name),
      truncate: (name) => this.#flag(name),
      drop: (name) => this.#flag(name),
    });
  }

  lag(): LagSettings {
    const read = (name: string) => this.number(name);
    return this.#given({ staleLists: read, delayedAbsence: read, delayedPresence: read });
  }

  /** Those of these properties that are there, each read by its function. */
  #given<Read extends Readonly<Record<string, (name: string) => unknown>>>(
    readers: Read,
  ): { [Name in keyof Read]?: ReturnType<Read[Name]> } {
    const present = Object.entries(readers).filter(([name]) => this.has(name));
    return Object.fromEntries(present.map(([name, read]) => [name, read(name)])) as {
      [Name in keyof Read]?: ReturnType<Read[Name]>;
    };
  }

  #flag(name: string): boolean {
    const value = this.json[name];
    if (typeof value !== "boolean") throw new InvalidControlInput(`"${name}" must be true or false.`);
    return value;
  }

  #texts(name: string): readonly string[] {
    const value = this.json[name];
    if (!isTextList(value)) throw new InvalidControlInput(`"${name}" must be a list of texts.`);
    return value;
  }

  #time(name: string): string {
    const value = this.text(name);
    if (Number.isNaN(Date.parse(value))) throw new InvalidControlInput(`"${name}" must be an ISO 8601 time.`);
    return value;
  }

  #status(name: string): number {
    const value = this.number(name);
    if (!Number.isInteger(value) || value < 200 || value > 599)
      throw new InvalidControlInput(`"${name}" must be an HTTP status from 200 to 599.`);
    return value;
  }

  #oneOf<T extends string>(name: string, allowed: readonly T[]): T {
    const found = allowed.find((one) => one === this.json[name]);
    if (!found) throw new InvalidControlInput(`"${name}" must be one of ${allowed.join(", ")}.`);
    return found;
  }

  #object(name: string): Json {
    const value = this.json[name];
    if (!isObject(value)) throw new InvalidControlInput(`"${name}" must be an object.`);
    return value;
  }
}

function tooLarge(): InvalidControlInput {
  return new InvalidControlInput(
    `The body is larger than ${MAX_BODY_BYTES} bytes, the most that the control surface takes.`,
    413,
  );
}

function readManifest(json: Json): ManifestRecord {
  const input = new ControlInput(json);
  return { mediaType: input.text("mediaType"), content: input.text("content") };
}

function readRepository(json: Json): SeedRepository {
  const input = new ControlInput(json);
  return { id: input.number("id"), name: input.text("name") };
}

function readHeaders(json: Json): Record<string, string> {
  const wrong = Object.entries(json).find(([, value]) => typeof value !== "string" && typeof value !== "number");
  if (wrong) throw new InvalidControlInput(`"headers.${wrong[0]}" must be a text or a number.`);
  return Object.fromEntries(Object.entries(json).map(([name, value]) => [name, String(value)]));
}

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isTextList(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((one) => typeof one === "string");
}
