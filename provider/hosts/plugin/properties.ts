import { type JavaScriptValue, Struct } from "google-protobuf/google/protobuf/struct_pb";
import { type PropertyMap, UNKNOWN } from "../../resources/resource";

/**
 * What the engine's protocol writes for values that are not known before the update, one for each kind of value, and by which key it marks
 * objects that stand for something else, and secrets among these:
 * https://github.com/pulumi/pulumi/blob/master/sdk/go/common/resource/plugin/rpc.go and …/sig/sig.go
 */
const UNKNOWNS: ReadonlySet<unknown> = new Set([
  "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
  "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
  "04da6b54-80e4-46f7-96ec-b56ff0331ba9",
  "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
  "030794c1-ac77-496b-92df-f27374a8bd58",
  "e48ece36-62e2-4504-bad9-02848725956a",
  "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
]);
const UNKNOWN_TEXT = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";

/** Properties as the core has them, and the names of those that are secret, or hold something that is. */
export interface Decoded {
  readonly properties: PropertyMap;
  readonly secrets: ReadonlySet<string>;
}

export function decode(struct: Struct | undefined): Decoded {
  const secrets = new Set<string>();
  const properties = Object.entries(struct?.toJavaScript() ?? {}).map(([name, value]) => [
    name,
    plain(value, () => secrets.add(name)),
  ]);
  return { properties: Object.fromEntries(properties), secrets };
}

/** What is secret in what the engine gave is so in what it gets. */
export function encode(properties: PropertyMap, secrets: ReadonlySet<string>): Struct {
  const known = Object.entries(properties).filter(([, value]) => value !== undefined);
  const written = known.map(([name, value]) => {
    const text = onTheWire(value);
    return [name, secrets.has(name) ? { [SIGNATURE]: SECRET, value: text } : text];
  });
  return Struct.fromJavaScript(Object.fromEntries(written) as Record<string, JavaScriptValue>);
}

function plain(value: unknown, isSecret: () => void): unknown {
  if (UNKNOWNS.has(value)) return UNKNOWN;
  if (Array.isArray(value)) return value.map((item) => plain(item, isSecret));
  if (typeof value !== "object" || value === null) return value;
  const { [SIGNATURE]: signature, ...rest } = value as PropertyMap;
  if (signature === SECRET) {
    isSecret();
    return plain(rest.value, isSecret);
  }
  return mapped(rest, (inner) => plain(inner, isSecret));
}

function onTheWire(value: unknown): unknown {
  if (value === UNKNOWN) return UNKNOWN_TEXT;
  if (Array.isArray(value)) return value.map(onTheWire);
  if (typeof value !== "object" || value === null) return value;
  return mapped(value, onTheWire);
}

function mapped(value: object, convert: (inner: unknown) => unknown): PropertyMap {
  const known = Object.entries(value).filter(([, inner]) => inner !== undefined);
  return Object.fromEntries(known.map(([name, inner]) => [name, convert(inner)]));
}
