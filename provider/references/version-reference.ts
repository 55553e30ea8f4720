import { valid, validRange } from "semver";
import type { PackageType } from "../model/package";
import type { Meaning, Reference } from "./reference";

/** What a version can be made of, in every registry that names versions. */
const VERSION = /^[\w*][\w.*+~-]*$/;

/** `@acme/lib@1.4.2`, `lib@^1.4`, `npm:@acme/lib@1`, or the address of a tarball: `https://…/download/@acme/lib/1.4.2/…`. */
export function parseNpm(text: string): readonly Reference[] | undefined {
  const tarball = /^https?:\/\/[^/]+\/(?:.*\/)?download\/@([^/]+)\/([^/]+)\/([^/]+)(?:\/|$)/i.exec(text);
  const written = /^(?:npm:)?(?:@([\w*.-]+)\/)?([\w*.~-]+)(?:@(.*))?$/.exec(text);
  const [, scope, name, version] = tarball ?? written ?? [];
  if (name === undefined || version === "") return undefined;
  const path = scope === undefined ? name : `${scope}/${name}`;
  return [{ packageType: "npm", hasHost: false, path: path.toLowerCase(), meaning: npmMeaning(version) }];
}

/** Dist-tags are the registry's own: GitHub's API does not tell which version has one. */
function npmMeaning(version: string | undefined): Meaning {
  const text = version?.trim() ?? "*";
  const exact = valid(text);
  if (exact !== null) return { kind: "version", value: exact };
  if (validRange(text) !== null && text !== "*") return { kind: "range", value: text };
  return { kind: "every" };
}

/**
 * `com.acme.lib:1.4.2`, as GitHub names the package, or Maven's own `com.acme:lib:1.4.2`, also with packaging and classifier before the version. Two
 * parts without a digit in the second may be either.
 */
export function parseMaven(text: string): readonly Reference[] | undefined {
  const parts = text.replace(/@[a-z]+$/, "").split(":");
  const [first = "", second, ...rest] = parts;
  if (!NAME.test(first) || parts.length > 5 || parts.includes("")) return undefined;
  if (second === undefined || RANGE.test(second)) return [maven(first, undefined)];
  if (!NAME.test(second)) return undefined;
  if (rest.length > 0) return [maven(`${first}.${second}`, rest.at(-1))];
  const named = maven(first, second);
  return /\d/.test(second) ? [named] : [named, maven(`${first}.${second}`, undefined)];
}

const RANGE = /^[[(]/;
const NAME = /^[\w*][\w.*-]*$/;

function maven(name: string, version: string | undefined): Reference {
  return versioned("maven", name, version === "LATEST" || version === "RELEASE" ? undefined : version);
}

/** `Acme.Lib@1.4.2`, with a space, a slash or a colon in place of the `@`. */
export function parseNuget(text: string): readonly Reference[] | undefined {
  const [, name, version] = /^([\w*][\w.*-]*)(?:[@ /:]\s*([^\s/@:#][^/@:#]*))?$/.exec(text) ?? [];
  return name === undefined ? undefined : [versioned("nuget", name, version)];
}

/** `acme-lib@1.4.2`, `acme-lib:1.4.2`, or as a Gemfile.lock has it, `acme-lib (1.4.2)`. */
export function parseGem(text: string): readonly Reference[] | undefined {
  const [, name, inBrackets, version = inBrackets] =
    /^([\w*][\w.*-]*)(?:\s*\(([^()]+)\)|[@:]\s*([^\s/@:#][^/@:#]*))?$/.exec(text) ?? [];
  return name === undefined ? undefined : [versioned("rubygems", name, version)];
}

/** A range that only the tool itself can resolve means every version. */
function versioned(packageType: PackageType, name: string, given: string | undefined): Reference {
  const version = given
    ?.replace(/^\[([^,[\]]+)\]$/, "$1")
    .replace(/^=\s*/, "")
    .trim();
  const isPlain = version !== undefined && VERSION.test(version) && version !== "*";
  const meaning: Meaning = isPlain ? { kind: "version", value: version.replace(/\+$/, "*") } : { kind: "every" };
  return { packageType, hasHost: false, path: name.toLowerCase(), meaning };
}
