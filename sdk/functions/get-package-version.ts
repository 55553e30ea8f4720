import type * as pulumi from "@pulumi/pulumi";
import type { VersionStateFilter } from "../types";
import type { OutputArgs, PackageOfOwnerArgs } from "./arguments";
import { invoke, invokeOutput } from "./invoke";
import type { GetPackageVersionResult } from "./results";

/** A package, and exactly one handle of a version. */
export interface GetPackageVersionArgs extends PackageOfOwnerArgs {
  /** The package's name as the registry spells it, not URL-encoded. */
  packageName: string;
  /** The version's name: `1.4.2`; of a container its digest. */
  version?: string;
  /** A tag of a container or docker version. */
  tag?: string;
  /** The digest of a container version: `sha256:` and 64 hexadecimal digits. */
  digest?: string;
  /** GitHub's numeric id of the version. */
  versionId?: number;
  /** Where to look: among the active versions (the default), the deleted ones of the last 30 days, or first here, then there. */
  state?: VersionStateFilter;
}

/** Looks up one version that need not be declared. Rejects when there is none that goes by the handle. */
export function getPackageVersion(
  args: GetPackageVersionArgs,
  opts?: pulumi.InvokeOptions,
): Promise<GetPackageVersionResult> {
  return invoke("getPackageVersion", args, opts);
}

/** `getPackageVersion` with arguments that may be known only later: the result is unknown until they are. */
export function getPackageVersionOutput(
  args: OutputArgs<GetPackageVersionArgs>,
  opts?: pulumi.InvokeOutputOptions,
): pulumi.Output<GetPackageVersionResult> {
  return invokeOutput("getPackageVersion", args, opts);
}
