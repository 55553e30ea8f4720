import type * as pulumi from "@pulumi/pulumi";
import type { PackageType, Visibility } from "../types";
import type { OutputArgs, OwnerArgs } from "./arguments";
import { invoke, invokeOutput } from "./invoke";
import type { GetPackagesResult } from "./results";

export interface GetPackagesArgs extends OwnerArgs {
  /** One type or several. Default: all, which fails when the token may not list one of them. */
  packageType?: PackageType | PackageType[];
  /** Only packages of this visibility. In repository-scoped registries GitHub takes `internal` for `private`. */
  visibility?: Visibility;
  /** Names or globs: `api`, `web-*` (`*` stops at `/`). Default: every package. */
  packages?: string[];
  /** Exceptions from `packages`. */
  excludePackages?: string[];
}

/** Lists the packages of an owner, complete, by type and name. Rejects when the list can't be read as a whole. */
export function getPackages(args: GetPackagesArgs = {}, opts?: pulumi.InvokeOptions): Promise<GetPackagesResult> {
  return invoke("getPackages", args, opts);
}

/** `getPackages` with arguments that may be known only later: the result is unknown until they are. */
export function getPackagesOutput(
  args: OutputArgs<GetPackagesArgs> = {},
  opts?: pulumi.InvokeOutputOptions,
): pulumi.Output<GetPackagesResult> {
  return invokeOutput("getPackages", args, opts);
}
