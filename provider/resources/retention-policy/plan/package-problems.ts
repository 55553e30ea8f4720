import type { ErrorCode, ProviderError } from "../../../errors";
import type { PackageRef } from "../../../model/reference";
import type { PackageInput } from "../../../retention";

/** These say that nothing at all can go on, and not that one package can't be read. */
const OF_THE_RUN: ReadonlySet<ErrorCode> = new Set([
  "unauthenticated",
  "rate_limited",
  "clock",
  "out_of_time",
  "engine_gone",
]);

/**
 * These are about what a package consists of; a token, a setting, a rule of GitHub's are about all of them. Of a package that is there, a 404 is about
 * its list or one of its manifests.
 */
const OF_ONE_PACKAGE: ReadonlySet<ErrorCode> = new Set(["unreadable", "incomplete", "unavailable", "not_found"]);

export function concernsTheRun({ code }: ProviderError): boolean {
  return OF_THE_RUN.has(code);
}

/** What a plan is told of a package that can't be read. */
export function problemOf({ name }: PackageRef, { code, message }: ProviderError): PackageInput {
  return { name, versions: [], problem: message, ...(!OF_ONE_PACKAGE.has(code) && { problemStops: true }) };
}
