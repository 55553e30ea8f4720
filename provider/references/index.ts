/**
 * References: what a file, a cluster or a program writes when it means a version of a package. In here is their grammar, type by type, and what each of
 * them means among the versions of a package; pure.
 */
export { InUse, type MissingUse } from "./in-use";
export { namedPackage, parseReference } from "./parse";
