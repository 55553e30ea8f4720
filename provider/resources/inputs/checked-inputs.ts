import type { z } from "zod";
import { type CheckFailure, hasUnknown, type PropertyMap } from "../resource";
import { meantName } from "./nearest-names";

/** A failure for each property that the schema does not know, with the nearest name that it does. */
function unknownPropertyFailures(properties: PropertyMap, known: readonly string[]): CheckFailure[] {
  return Object.keys(properties)
    .filter((name) => !known.includes(name) && !name.startsWith("__"))
    .map((name) => ({
      property: name,
      reason: `there is no input "${name}".${meantName(name, known)} The inputs are ${known.join(", ")}.`,
    }));
}

/**
 * Checks each input by itself, so that one that is unknown until the update does not keep the others from being checked.
 * Returns the parsed values (defaults filled in), unknown ones as they came.
 */
export function checkInputs(
  shape: Record<string, z.ZodType>,
  properties: PropertyMap,
): { inputs: PropertyMap; failures: CheckFailure[] } {
  const failures = unknownPropertyFailures(properties, Object.keys(shape));
  const inputs: PropertyMap = {};
  for (const [name, schema] of Object.entries(shape)) {
    const value = properties[name] ?? undefined;
    if (hasUnknown(value)) {
      inputs[name] = value;
      continue;
    }
    const parsed = schema.safeParse(value);
    if (parsed.success) {
      if (parsed.data !== undefined) inputs[name] = parsed.data;
    } else {
      failures.push(...parsed.error.issues.map((issue) => ({ property: name, reason: issue.message })));
    }
  }
  return { inputs, failures };
}
