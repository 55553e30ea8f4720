import * as z from "zod";
import { ProviderError } from "../errors";
import { PACKAGE_TYPES } from "../model/package";
import { checkInputs, ownerShape } from "../resources/inputs";
import type { CheckFailure, PropertyMap } from "../resources/resource";
import { globMistake } from "../retention/policy";

/** The arguments that say whose packages are meant; without any, those of the configured owner or of the token's user. */
export const ownerArguments = { owner: ownerShape.owner, ownerType: ownerShape.ownerType };

const globs = z.array(z.string({ error: "a glob is text" }).superRefine(refuseMistake), {
  error: "give a list of globs",
});

/** Names or globs, in the spelling of retention policies. */
export const optionalGlobs = globs.min(1, { error: "an empty list selects nothing: leave it out" }).optional();

/** One type, several, or by default all. */
export const optionalTypes = z
  .union([z.enum(PACKAGE_TYPES), z.array(z.enum(PACKAGE_TYPES)).min(1)], {
    error: `packageType is one of ${PACKAGE_TYPES.join(", ")}, or a list of them; leave it out for all`,
  })
  .optional();

/**
 * The arguments of a function, checked like a resource's inputs.
 * @throws `invalid` that says all that is wrong.
 */
export function parseArguments<Args>(
  name: string,
  shape: Record<string, z.ZodType>,
  given: PropertyMap,
  otherFailures: (args: PropertyMap) => readonly CheckFailure[] = () => [],
): Args {
  const { inputs, failures } = checkInputs(shape, given);
  refuse(name, [...failures, ...otherFailures(inputs)]);
  return inputs as Args;
}

/** @throws `invalid` that says all that is wrong with the arguments of a function, if anything is. */
export function refuse(name: string, failures: readonly CheckFailure[]): void {
  if (failures.length === 0) return;
  const reasons = failures.map(({ property, reason }) => `${property}: ${reason}`).join("; ");
  throw new ProviderError(`read the arguments of ${name}: ${reasons}`, { code: "invalid" });
}

function refuseMistake(pattern: string, context: z.RefinementCtx): void {
  const mistake = globMistake(pattern);
  if (mistake !== undefined) context.addIssue({ code: "custom", message: mistake });
}
