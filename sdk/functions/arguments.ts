import type * as pulumi from "@pulumi/pulumi";
import type { OwnerType, PackageType } from "../types";

/** Whose packages: the named owner, else the configured one (`github-packages:owner`, `GITHUB_OWNER`), else the token's own user. */
export interface OwnerArgs {
  /** The login of the organization or user, in any case. */
  owner?: string;
  /** What kind of account the owner is. Default: found out with one request. */
  ownerType?: OwnerType;
}

export interface PackageOfOwnerArgs extends OwnerArgs {
  packageType: PackageType;
}

/** The same arguments, each of which may be known only later. */
export type OutputArgs<Args> = {
  [Key in keyof Args]: Args[Key] extends (infer Item)[] | undefined
    ? pulumi.Input<pulumi.Input<Item>[]> | Extract<Args[Key], undefined>
    : pulumi.Input<NonNullable<Args[Key]>> | Extract<Args[Key], undefined>;
};
