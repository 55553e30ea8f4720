import { describePackage, type PackageRef } from "../../model/reference";

/** What `read` says of an object that GitHub has moved to another registry, where the name that the program has for it does not lead any more. */
export function migratedMessage(what: string, now: PackageRef): string {
  return (
    `${what} is ${"versionId" in now ? `a version of ${describePackage(now)}` : describePackage(now)} now: GitHub migrated it, and the old type finds another package by that name, or none. ` +
    `The resource stays with it. Declare it with packageType: "${now.packageType}".`
  );
}
