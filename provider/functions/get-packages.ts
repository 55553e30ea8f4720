import * as z from "zod";
import { ownerTypeOf } from "../model/owner";
import { PACKAGE_TYPES, type PackageFacts, type PackageType, type Visibility } from "../model/package";
import { npmScopeFailures } from "../resources/inputs";
import type { CheckFailure, PropertyMap } from "../resources/resource";
import { selectPackages } from "../retention";
import { optionalGlobs, optionalTypes, ownerArguments, parseArguments, refuse } from "./arguments";
import type { OwnerArguments } from "./owner-arguments";
import { packageResult } from "./package-result";
import type { FunctionReads } from "./reads";

interface Arguments extends OwnerArguments {
  readonly packageType?: PackageType | readonly PackageType[];
  readonly visibility?: Visibility;
  readonly packages?: readonly string[];
  readonly excludePackages?: readonly string[];
}

const shape = {
  ...ownerArguments,
  packageType: optionalTypes,
  visibility: z
    .enum(["public", "private", "internal"], { error: 'visibility is "public", "private" or "internal"' })
    .optional(),
  packages: optionalGlobs,
  excludePackages: optionalGlobs,
};

/** All packages of an owner that the filters select, by type and name. */
export async function getPackages(reads: FunctionReads, given: PropertyMap) {
  const args = parseArguments<Arguments>("getPackages", shape, reads.withOwner(given), scopeFailures);
  const owner = await reads.owner(args);
  refuse("getPackages", scopeFailures({ ...args, owner: owner.login }));
  const types = typesOf(args.packageType);
  const listed = await reads.packagesOfTypes(owner, types, args.visibility);
  const packages = types.flatMap((type) =>
    selected(
      args,
      type,
      listed.filter(({ packageType }) => packageType === type),
    ),
  );
  return {
    owner: owner.login,
    ownerType: ownerTypeOf(owner),
    packages: packages.map((facts) => packageResult(owner, facts)),
  };
}

/** Names and globs are for every type; those of npm packages may have a scope. */
function scopeFailures(args: PropertyMap): CheckFailure[] {
  if (!typesOf(args.packageType as Arguments["packageType"]).includes("npm")) return [];
  return ["packages", "excludePackages"].flatMap((property) =>
    npmScopeFailures(property, { ...args, packageType: "npm" }),
  );
}

function typesOf(given: Arguments["packageType"]): readonly PackageType[] {
  const types = typeof given === "string" ? [given] : given;
  return types === undefined ? PACKAGE_TYPES : PACKAGE_TYPES.filter((type) => types.includes(type));
}

/** Patterns of npm packages go without their scope, as everywhere. */
function selected(
  { packages = ["**"], excludePackages = [] }: Arguments,
  packageType: PackageType,
  listed: readonly PackageFacts[],
): PackageFacts[] {
  const coverage = { packageType, packages: [...packages], excludePackages: [...excludePackages] };
  const names = new Set(
    selectPackages(
      coverage,
      listed.map(({ name }) => name),
    ).selected,
  );
  return listed.filter(({ name }) => names.has(name));
}
