import type * as pulumi from "@pulumi/pulumi";
import { resourceType } from "./provider-code";

/** A declared package. */
interface Declared extends pulumi.Resource {
  readonly owner: pulumi.Output<string>;
  readonly packageType: pulumi.Output<string>;
  readonly name: pulumi.Output<string>;
}

interface Known {
  readonly package: Declared;
  readonly given: pulumi.Inputs;
}

/** The packages of a program, by the output that is their name. */
const packages = new WeakMap<object, Known>();

/** Remembers a package by its `name`. A package with `retainOnDelete` is not deleted, so that no version goes with it. */
export function notePackageName(declared: Declared, given: pulumi.Inputs, opts?: pulumi.CustomResourceOptions): void {
  if (!opts?.retainOnDelete) packages.set(declared.name, { package: declared, given });
}

/**
 * The declared package that a version belongs to by `packageName: aPackage.name`. Deleting the package deletes the version, and GitHub would refuse
 * to delete the last version before that. Undefined where owner, type or provider instance may be another's.
 */
export function packageByName(args: pulumi.Inputs, opts?: pulumi.CustomResourceOptions): pulumi.Resource | undefined {
  const { packageName } = args;
  const known = typeof packageName === "object" && packageName !== null ? packages.get(packageName) : undefined;
  if (!known) return undefined;
  const { owner, packageType } = known.package;
  const isSame = (given: unknown, output: unknown, input: unknown) => given === output || given === input;
  const type = resourceType("Resource");
  const provider = opts?.provider ?? opts?.parent?.getProvider(type);
  const belongs =
    isSame(args.owner, owner, known.given.owner) &&
    isSame(args.packageType, packageType, known.given.packageType) &&
    provider === known.package.getProvider(type);
  return belongs ? known.package : undefined;
}
