import type { ErrorCode, ProviderError } from "../../../errors";
import type { PackageRef } from "../../../model/reference";
import type { PackageInput } from "../../../retention";

/** Failures after which nothing at all can go on. */
const OF_THE_RUN: ReadonlySet<ErrorCode> = new Set([
  "unauthenticated",
  "rate_limited",
  "clock",
  "out_of_time",
  "engine_gone",
]);

/**
 * Failures that are about what one package consists of. Those that are about a token, a setting or a rule of GitHub's concern all packages. A 404 of a
 * package that is there is about its list or one of its manifests.
 */
const OF_ONE_PACKAGE: ReadonlySet<ErrorCode> = new Set(["unreadable", "incomplete", "unavailable", "not_found"]);

export function concernsTheRun({ code }: ProviderError): boolean {
  return OF_THE_RUN.has(code);
}

/** What a plan is told of a package that can't be read. */
export function problemOf({ name }: PackageRef, { code, message }: ProviderError): PackageInput {
  return { name, versions: [], problem: message, ...(!OF_ONE_PACKAGE.has(code) && { problemStops: true }) };
}
