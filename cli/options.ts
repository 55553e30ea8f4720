import { canonicalLogin } from "../provider/model/owner";
import { PACKAGE_TYPES, type PackageType } from "../provider/model/package";
import { UsageError, type Values } from "./command";

/** What commands about packages have in common. */
export const PLACE_OPTIONS = {
  owner: { type: "string", multiple: true },
  type: { type: "string", multiple: true },
  "base-url": { type: "string" },
} as const;

export const PLACE_USAGE = `  --owner LOGIN      an organization or user (repeatable); default GITHUB_OWNER, else the token's own user
  --type TYPE        ${PACKAGE_TYPES.join(", ")} (repeatable); default all
  --base-url URL     a host name or the REST API's URL; default GITHUB_BASE_URL, GH_HOST, GITHUB_API_URL, github.com`;

export const TOKEN_USAGE = `The token comes from GITHUB_TOKEN, GH_TOKEN (GH_ENTERPRISE_TOKEN for a GHES) or \`gh auth token\`: docs/configuration.md.
A --base-url that is another host than the environment's gets no GITHUB_TOKEN: that is for the environment's host. A stack's configuration is not read.`;

/** Owners as given, each once; none means the configured one, or the token's own user. */
export function readOwners({ owner }: Values): readonly string[] {
  const given = list(owner);
  if (given.includes("")) {
    throw new UsageError("--owner has no name in it: write a login, or leave --owner out for the default.");
  }
  const canonical = given.map(canonicalLogin);
  return given.filter((_, index) => canonical.indexOf(canonical[index] ?? "") === index);
}

/** Types in GitHub's order; none given means all. */
export function readTypes({ type }: Values): readonly PackageType[] {
  const given = list(type);
  const unknown = given.find((name) => !PACKAGE_TYPES.includes(name as PackageType));
  if (unknown !== undefined) throw new UsageError(`--type is one of ${PACKAGE_TYPES.join(", ")}, not "${unknown}".`);
  return given.length === 0 ? PACKAGE_TYPES : PACKAGE_TYPES.filter((name) => given.includes(name));
}

/** One of a few words. */
export function readChoice<Choice extends string>(
  name: string,
  given: Values[string],
  choices: readonly [Choice, ...Choice[]],
): Choice {
  if (given === undefined) return choices[0];
  const found = choices.find((choice) => choice === given);
  if (found === undefined) throw new UsageError(`--${name} is ${choices.join(", ")}, not "${String(given)}".`);
  return found;
}

/** Repeated options, each of which may hold several words with commas between. */
export function list(given: Values[string]): string[] {
  const texts = [given ?? []].flat().map(String);
  return texts.flatMap((text) => text.split(",").map((word) => word.trim()));
}
