import type { PackageType } from "../model/package";

/** Whose packages a function is about. */
export interface OwnerArguments {
  readonly owner?: string;
  readonly ownerType?: "organization" | "user";
}

export interface PackageArguments extends OwnerArguments {
  readonly packageType: PackageType;
}
