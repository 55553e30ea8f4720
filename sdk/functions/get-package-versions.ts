import type * as pulumi from "@pulumi/pulumi";
import type { TagState, VersionStateFilter } from "../types";
import type { OutputArgs, PackageOfOwnerArgs } from "./arguments";
import { invoke, invokeOutput } from "./invoke";
import type { GetPackageVersionsResult } from "./results";

/** A package, and which of its versions. Every filter that is given must hold. */
export interface GetPackageVersionsArgs extends PackageOfOwnerArgs {
  /** The package's name as the registry spells it, not URL-encoded. */
  packageName: string;
  /** Active versions (the default), deleted ones that can be restored, or both. */
  state?: VersionStateFilter;
  /** Whether images have tags. Tags of signatures (`sha256-….sig`) don't count. Default: any. */
  tagState?: TagState;
  /** Globs, one of which must match a tag. Only images have tags. */
  tags?: string[];
  /** Globs, one of which must match the version's name. */
  versionNames?: string[];
  /**
   * Whether to tell how many bytes versions, images and the package take. Of container packages alone. Each manifest that is not known yet is a request to
   * the registry, and none of the REST API's. Default: false.
   */
  sizes?: boolean;
}

/** Lists the versions of a package, complete, newest first. Rejects when the list can't be read as a whole. */
export function getPackageVersions(
  args: GetPackageVersionsArgs,
  opts?: pulumi.InvokeOptions,
): Promise<GetPackageVersionsResult> {
  return invoke("getPackageVersions", args, opts);
}

/** `getPackageVersions` with arguments that may be known only later: the result is unknown until they are. */
export function getPackageVersionsOutput(
  args: OutputArgs<GetPackageVersionsArgs>,
  opts?: pulumi.InvokeOutputOptions,
): pulumi.Output<GetPackageVersionsResult> {
  return invokeOutput("getPackageVersions", args, opts);
}
