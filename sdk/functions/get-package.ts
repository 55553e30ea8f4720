import type * as pulumi from "@pulumi/pulumi";
import type { OutputArgs, PackageOfOwnerArgs } from "./arguments";
import { invoke, invokeOutput } from "./invoke";
import type { GetPackageResult } from "./results";

export interface GetPackageArgs extends PackageOfOwnerArgs {
  /** The name as the registry spells it, not URL-encoded. */
  name: string;
}

/**
 * Looks up one package that need not be declared. Many calls cost one listing for each owner and type.
 * Rejects when there is no such package, or when the token may not see it.
 */
export function getPackage(args: GetPackageArgs, opts?: pulumi.InvokeOptions): Promise<GetPackageResult> {
  return invoke("getPackage", args, opts);
}

/** `getPackage` with arguments that may be known only later: the result is unknown until they are. */
export function getPackageOutput(
  args: OutputArgs<GetPackageArgs>,
  opts?: pulumi.InvokeOutputOptions,
): pulumi.Output<GetPackageResult> {
  return invokeOutput("getPackage", args, opts);
}
