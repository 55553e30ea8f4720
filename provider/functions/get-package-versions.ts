import * as z from "zod";
import { ownerTypeOf } from "../model/owner";
import { isImageType, type VersionFacts, type VersionState } from "../model/package";
import { ordinaryTags } from "../model/tags";
import { npmScopeFailures, ownerShape, packageName } from "../resources/inputs";
import type { PropertyMap } from "../resources/resource";
import { compileGlobs } from "../retention/policy";
import { optionalGlobs, parseArguments, refuse } from "./arguments";
import type { PackageArguments } from "./owner-arguments";
import type { FunctionReads } from "./reads";
import { versionResult } from "./version-result";
import { type VersionStates, versionState } from "./version-state";

interface Arguments extends PackageArguments {
  readonly packageName: string;
  readonly state: VersionStates;
  readonly tagState: "tagged" | "untagged" | "any";
  readonly tags?: readonly string[];
  readonly versionNames?: readonly string[];
}

const shape = {
  ...ownerShape,
  packageName,
  state: versionState,
  tagState: z
    .enum(["tagged", "untagged", "any"], { error: 'tagState is "tagged", "untagged" or "any" (the default)' })
    .default("any"),
  tags: optionalGlobs,
  versionNames: optionalGlobs,
};

/** All versions of a package that the filters select, newest first. */
export async function getPackageVersions(reads: FunctionReads, given: PropertyMap) {
  const args = parseArguments<Arguments>("getPackageVersions", shape, reads.withOwner(given), (inputs) => [
    ...npmScopeFailures("packageName", inputs),
    ...tagFailures(inputs),
  ]);
  const ref = await reads.refer(args, args.packageType, args.packageName);
  refuse("getPackageVersions", npmScopeFailures("packageName", { ...args, owner: ref.owner.login }));
  const states: VersionState[] = args.state === "all" ? ["active", "deleted"] : [args.state];
  const lists = await Promise.all(
    states.map(async (state) => ({ state, listed: await reads.session.versions.list(ref, state) })),
  );
  const isMeant = filterOf(args);
  return {
    owner: ref.owner.login,
    ownerType: ownerTypeOf(ref.owner),
    packageType: ref.packageType,
    packageName: ref.name,
    versions: lists.flatMap(({ state, listed }) =>
      listed.filter(isMeant).map((facts) => versionResult(ref, facts, state)),
    ),
  };
}

/** Tags by which tools attach signatures to images are no tags that people gave: they select nothing. */
function filterOf({ tagState, tags, versionNames }: Arguments): (facts: VersionFacts) => boolean {
  const isTag = tags && compileGlobs(tags);
  const isName = versionNames && compileGlobs(versionNames);
  return (facts) => {
    const given = ordinaryTags(facts);
    if (tagState !== "any" && (tagState === "tagged") !== given.length > 0) return false;
    return (!isTag || given.some(isTag)) && (!isName || isName(facts.name));
  };
}

function tagFailures({ packageType, tags, tagState }: PropertyMap) {
  if (typeof packageType !== "string" || isImageType(packageType as Arguments["packageType"])) return [];
  const reason = `${packageType} versions have no tags; use versionNames`;
  const asked = [...(tags === undefined ? [] : ["tags"]), ...(tagState === "any" ? [] : ["tagState"])];
  return asked.map((property) => ({ property, reason }));
}
