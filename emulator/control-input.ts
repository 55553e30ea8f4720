import type { IncomingMessage } from "node:http";
import type { FaultSpec } from "./faults";
import type { NewPackage, PublishedVersion } from "./publication";
import type { LagSettings } from "./read-lag";
import { type ManifestRecord, type PackageType, packageTypes, type SeedRepository, type Visibility } from "./seed";
import type { VersionHandle } from "./world";

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

/** The JSON object of a control request. Its methods throw, naming the property, when what they read isn't there. */
export class ControlInput {
  constructor(private readonly json: Json) {}

  static async read(message: IncomingMessage): Promise<ControlInput> {
    let text = "";
    for await (const chunk of message.setEncoding("utf8")) text += chunk;
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

  /** In milliseconds, from "milliseconds" or "days". */
  duration(): number {
    return this.has("days") ? this.number("days") * day : this.number("milliseconds");
  }

  version(): PublishedVersion {
    const input = new ControlInput(this.#object("version"));
    const { tags, manifest, createdAt, downloads, description, license } = input.json;
    return {
      name: input.text("name"),
      ...(isTextList(tags) && { tags }),
      ...(isObject(manifest) && { manifest: readManifest(manifest) }),
      ...(typeof createdAt === "string" && { createdAt }),
      ...(typeof downloads === "number" && { downloads }),
      ...(typeof description === "string" && { description }),
      ...(typeof license === "string" && { license }),
    };
  }

  newPackage(): NewPackage {
    return {
      ...(this.has("visibility") && { visibility: this.visibility() }),
      ...(this.has("repository") && { repository: readRepository(this.#object("repository")) }),
    };
  }

  /** As FaultSpec, with `route` as the source of a pattern. */
  fault(): FaultSpec {
    const { method, route, times, skip, takesEffect, status, body, html, headers, truncate, drop, delayMs } = this.json;
    return {
      ...(typeof method === "string" && { method }),
      ...(typeof route === "string" && { route: new RegExp(route) }),
      ...(typeof times === "number" && { times }),
      ...(typeof skip === "number" && { skip }),
      ...(typeof status === "number" && { status }),
      ...(typeof html === "string" && { html }),
      ...(typeof delayMs === "number" && { delayMs }),
      ...(isObject(headers) && { headers: readHeaders(headers) }),
      ...(body !== undefined && { body }),
      takesEffect: takesEffect === true,
      truncate: truncate === true,
      drop: drop === true,
    };
  }

  lag(): LagSettings {
    const names = ["staleLists", "delayedAbsence", "delayedPresence"] as const;
    return Object.fromEntries(names.filter((name) => this.has(name)).map((name) => [name, this.number(name)]));
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

function readManifest(json: Json): ManifestRecord {
  const input = new ControlInput(json);
  return { mediaType: input.text("mediaType"), content: input.text("content") };
}

function readRepository(json: Json): SeedRepository {
  const input = new ControlInput(json);
  return { id: input.number("id"), name: input.text("name") };
}

function readHeaders(json: Json): Record<string, string> {
  return Object.fromEntries(Object.entries(json).map(([name, value]) => [name, String(value)]));
}

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isTextList(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((one) => typeof one === "string");
}
