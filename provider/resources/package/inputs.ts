import * as z from "zod";
import type { PackageType } from "../../model/package";
import { checkInputs, npmScopeFailures, ownerShape, packageName, whenDeleted } from "../inputs";
import type { CheckResult, PropertyMap } from "../resource";

/** A package's inputs after `check`: nothing is unknown any more and the owner is filled in. */
export interface PackageInputs {
  readonly owner: string;
  readonly ownerType?: "organization" | "user";
  readonly packageType: PackageType;
  readonly name: string;
  readonly whenDeleted: "restore" | "fail";
  readonly restoreToken?: string;
}

const packageShape = {
  ...ownerShape,
  name: packageName,
  whenDeleted,
  restoreToken: z
    .string({ error: "restoreToken is text" })
    .min(1, { error: "restoreToken must not be empty" })
    .optional(),
};

export function checkPackageInputs(properties: PropertyMap): CheckResult {
  const { inputs, failures } = checkInputs(packageShape, properties);
  return { inputs, failures: [...failures, ...npmScopeFailures("name", inputs)] };
}

/** For the methods that the engine calls after `check`, when every value is known. */
export function decodePackageInputs(properties: PropertyMap): PackageInputs {
  return properties as unknown as PackageInputs;
}
