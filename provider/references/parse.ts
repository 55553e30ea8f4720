import { canBeName } from "../model/foreign-words";
import { PACKAGE_TYPES, type PackageType } from "../model/package";
import { parseDockerImage, parseImage } from "./image-reference";
import type { Reference } from "./reference";
import { parseGem, parseMaven, parseNpm, parseNuget } from "./version-reference";

const PARSERS: Readonly<Record<PackageType, (text: string) => readonly Reference[] | undefined>> = {
  npm: parseNpm,
  maven: parseMaven,
  rubygems: parseGem,
  docker: parseDockerImage,
  nuget: parseNuget,
  container: parseImage,
};

/** The one package that a reference names, as far as it names one. The owner is undefined where the text has none. */
export function namedPackage(text: string, packageType: PackageType): { login?: string; name: string } | undefined {
  const [reference] = parseReference(text, packageType) ?? [];
  if (!reference || reference.path.includes("*")) return undefined;
  const segments = reference.path.split("/").slice(reference.hasHost ? 1 : 0);
  const [login = "", ...rest] = segments;
  return rest.length === 0 ? { name: login } : { login, name: rest.join("/") };
}

/**
 * What a text means in one type's spelling. It may be more than one thing.
 * @returns none when only another type can read it, and `undefined` when no type can.
 */
export function parseReference(text: string, packageType: PackageType): readonly Reference[] | undefined {
  const trimmed = text.trim();
  if (trimmed === "" || !canBeName(trimmed)) return undefined;
  const own = PARSERS[packageType](trimmed);
  if (own) return own;
  return PACKAGE_TYPES.some((type) => PARSERS[type](trimmed)) ? [] : undefined;
}
