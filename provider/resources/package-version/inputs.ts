import * as z from "zod";
import { isImageType, type PackageType } from "../../model/package";
import { checkInputs, npmScopeFailures, ownerShape, packageName, whenDeleted } from "../inputs";
import { type CheckFailure, type CheckResult, type PropertyMap, UNKNOWN } from "../resource";
import { givenSelectors, SELECTOR_KINDS } from "./selector-inputs";

/** A version's inputs after `check`, without the selector (see `selectorOf`). */
export interface PackageVersionInputs {
  readonly owner: string;
  readonly ownerType?: "organization" | "user";
  readonly packageType: PackageType;
  readonly packageName: string;
  readonly whenDeleted: "restore" | "fail";
}

/** The digest that names a container version: https://github.com/opencontainers/image-spec/blob/main/descriptor.md#digests */
const DIGEST = /^sha256:[0-9a-f]{64}$/;

function handleText(what: string) {
  return z
    .string({ error: `${what} is text` })
    .refine((text) => text.trim() !== "", { error: `${what} must not be empty` });
}

export const packageVersionShape = {
  ...ownerShape,
  packageName,
  version: handleText("version").optional(),
  tag: handleText("tag").optional(),
  digest: z
    .string({ error: "digest is text" })
    .regex(DIGEST, { error: 'a digest is "sha256:" and 64 hexadecimal digits in lower case' })
    .optional(),
  versionId: z
    .number({ error: "versionId is a number, the id that GitHub's API gives the version" })
    .int({ error: "versionId is a whole number" })
    .positive({ error: "versionId is greater than 0" })
    .optional(),
  whenDeleted,
};

export function checkPackageVersionInputs(properties: PropertyMap): CheckResult {
  const { inputs, failures } = checkInputs(packageVersionShape, properties);
  return {
    inputs,
    failures: [...failures, ...npmScopeFailures("packageName", inputs), ...selectorFailures(inputs, properties)],
  };
}

/** Exactly one selector, and one that versions of this type have. */
export function selectorFailures(inputs: PropertyMap, properties: PropertyMap): CheckFailure[] {
  const given = givenSelectors(properties).map(({ kind }) => kind);
  if (given.length !== 1) {
    const reason =
      given.length === 0
        ? `name the version by exactly one of ${SELECTOR_KINDS.join(", ")}`
        : `name the version by exactly one of ${SELECTOR_KINDS.join(", ")}; here are ${given.join(" and ")}`;
    return [{ property: given[1] ?? "version", reason }];
  }
  const [kind] = given;
  const type = inputs.packageType;
  const forImagesOnly = kind === "tag" || kind === "digest";
  if (!forImagesOnly || type === undefined || type === UNKNOWN || isImageType(type as PackageType)) return [];
  return [{ property: kind, reason: `${type} versions have no ${kind}; name this one by "version" or "versionId"` }];
}

export function decodePackageVersionInputs(properties: PropertyMap): PackageVersionInputs {
  return properties as unknown as PackageVersionInputs;
}
