import * as z from "zod";
import { ownerTypeOf } from "../model/owner";
import { isImageType, type VersionFacts, type VersionState } from "../model/package";
import type { PackageRef } from "../model/reference";
import { ordinaryTags } from "../model/tags";
import { progressOf } from "../progress";
import { npmScopeFailures, ownerShape, packageName } from "../resources/inputs";
import type { PropertyMap } from "../resources/resource";
import { compileGlobs } from "../retention/policy";
import type { Sizes } from "../sizes";
import { optionalGlobs, parseArguments, refuse } from "./arguments";
import type { PackageArguments } from "./owner-arguments";
import type { FunctionReads } from "./reads";
import { packageSize, readSizes } from "./sizes";
import { versionResult } from "./version-result";
import { type VersionStates, versionState } from "./version-state";

interface Arguments extends PackageArguments {
  readonly packageName: string;
  readonly state: VersionStates;
  readonly tagState: "tagged" | "untagged" | "any";
  readonly tags?: readonly string[];
  readonly versionNames?: readonly string[];
  readonly sizes: boolean;
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
  sizes: z.boolean({ error: "sizes is true or false" }).default(false),
};

/** All versions of a package that the filters select, newest first. */
export async function getPackageVersions(reads: FunctionReads, given: PropertyMap) {
  const args = parseArguments<Arguments>("getPackageVersions", shape, reads.withOwner(given), (inputs) => [
    ...npmScopeFailures("packageName", inputs),
    ...tagFailures(inputs),
    ...sizeFailures(inputs),
  ]);
  const ref = await reads.refer(args, args.packageType, args.packageName);
  refuse("getPackageVersions", npmScopeFailures("packageName", { ...args, owner: ref.owner.login }));
  const states: VersionState[] = args.state === "all" ? ["active", "deleted"] : [args.state];
  const lists = await Promise.all(
    states.map(async (state) => ({ state, listed: await reads.session.versions.list(ref, state) })),
  );
  const sizes = args.sizes
    ? await sizesOf(
        reads,
        ref,
        lists.flatMap(({ listed }) => listed),
      )
    : undefined;
  const active = lists.find(({ state }) => state === "active")?.listed;
  const isMeant = filterOf(args);
  return {
    owner: ref.owner.login,
    ownerType: ownerTypeOf(ref.owner),
    packageType: ref.packageType,
    packageName: ref.name,
    ...(sizes && active && packageSize(sizes, active)),
    versions: lists.flatMap(({ state, listed }) =>
      listed.filter(isMeant).map((facts) => versionResult(ref, facts, state, sizes)),
    ),
  };
}

async function sizesOf({ session }: FunctionReads, ref: PackageRef, versions: readonly VersionFacts[]): Promise<Sizes> {
  const what = `manifests of ${ref.owner.login}/${ref.name}`;
  const progress = progressOf(session.clock, session.logger, "read", what);
  return readSizes(await session.manifests(), ref, versions, progress);
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

function sizeFailures({ packageType, sizes }: PropertyMap) {
  if (sizes !== true || typeof packageType !== "string" || packageType === "container") return [];
  const reason = `nobody tells the sizes of ${packageType} versions; leave it out`;
  return [{ property: "sizes", reason }];
}
