import type * as pulumi from "@pulumi/pulumi";
import type { PackageType } from "../types";
import type { OutputArgs } from "./arguments";
import { invoke, invokeOutput } from "./invoke";
import type { GetReferencesResult } from "./results";

export interface GetReferencesArgs {
  /** Files and folders, relative to the program's directory. What `.gitignore` leaves out is not read. */
  paths: string[];
  /** The login of the organization or user whose packages are looked for. Default: the configured one, else anybody's. */
  owner?: string;
  /** One type or several. Default: all. */
  packageType?: PackageType | PackageType[];
}

/**
 * Finds what files refer to: manifests of Kubernetes, charts, Compose files, Dockerfiles, workflows, Terraform, lockfiles and others. The answer is what
 * `inUse` of a `RetentionPolicy` takes. Rejects when a path can't be read. Nothing is asked of GitHub.
 */
export function getReferences(args: GetReferencesArgs, opts?: pulumi.InvokeOptions): Promise<GetReferencesResult> {
  return invoke("getReferences", args, opts);
}

/** `getReferences` with arguments that may be known only later: the result is unknown until they are. */
export function getReferencesOutput(
  args: OutputArgs<GetReferencesArgs>,
  opts?: pulumi.InvokeOutputOptions,
): pulumi.Output<GetReferencesResult> {
  return invokeOutput("getReferences", args, opts);
}
