import * as z from "zod";
import { npmScopeMistake } from "../../model/npm-scope";
import { PACKAGE_TYPES } from "../../model/package";
import type { CheckFailure, PropertyMap } from "../resource";

/** `%2F` and its like: the sign of a name that somebody has encoded already. A lone `%` is part of a name. */
const ENCODED = /%[0-9a-f]{2}/i;

function nonEmpty(what: string) {
  return z.string({ error: `${what} must be given, as text` }).refine((text) => text.trim() !== "", {
    error: `${what} must not be empty`,
  });
}

/** A registry's name of a package, as people write it. */
export const packageName = nonEmpty("the package's name").refine((name) => !ENCODED.test(name), {
  error:
    'the name is already URL-encoded; write it plainly ("repo/api", not "repo%2Fapi"): the provider encodes it once',
});

/** The inputs that say whose package of which type is meant, with the messages of their checks. */
export const ownerShape = {
  owner: nonEmpty("the owner").optional(),
  ownerType: z
    .enum(["organization", "user"], {
      error: 'ownerType is "organization" or "user"; leave it out to have it found out',
    })
    .optional(),
  packageType: z.enum(PACKAGE_TYPES, { error: `packageType is one of ${PACKAGE_TYPES.join(", ")}` }),
} as const;

/** What to do when the object was deleted: bring it back, or fail for those who fear bringing back what was removed on purpose. */
export const whenDeleted = z
  .enum(["restore", "fail"], { error: 'whenDeleted is "restore" (the default) or "fail"' })
  .default("restore");

/** Whether the property's name, or each of its names and globs, is of the owner where it has an npm scope. */
export function npmScopeFailures(property: string, inputs: PropertyMap): CheckFailure[] {
  const { owner, packageType } = inputs;
  if (packageType !== "npm" || typeof owner !== "string") return [];
  const names = [inputs[property]].flat().filter((name) => typeof name === "string");
  return names.flatMap((name) => {
    const reason = npmScopeMistake(packageType, name, owner);
    return reason === undefined ? [] : [{ property, reason }];
  });
}
