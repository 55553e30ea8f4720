import type { Finding } from "./reader";
import { type Lookup, resolveVariables } from "./variables";

/** The parts of an image's name, as files have them under keys of their own. */
export interface ImageParts {
  readonly registry?: string | undefined;
  readonly repository: string;
  readonly tag?: string | undefined;
  readonly digest?: string | undefined;
}

/** No registry takes a longer name. */
const LONGEST = 1_000;

/** Two stars beside each other say no more than one. */
const STARS = /\*{2,}/g;

/** What stands for a text without any letter of a name. It could be any image, so that nobody can go by it. */
export const ANY_IMAGE = "*";

/** What a text means that stands where an image is named. */
export function imageFinding(text: string, place: Pick<Finding, "start" | "end">, lookUp?: Lookup): Finding[] {
  if (text.length > LONGEST) return [];
  const { text: resolved, certainty } = resolveVariables(text.trim(), lookUp);
  const reference = resolved.replaceAll(STARS, "*");
  const named = reference
    .replace(/^[a-z-]+:\/\//, "")
    .replace(/@.*$/, "")
    .replace(/:[^/]*$/, "");
  const couldBeAny = !/[a-z0-9]/i.test(named.split("/").slice(-2).join("/"));
  if (couldBeAny) return [{ packageType: "container", reference: ANY_IMAGE, ...place, certainty }];
  return [{ packageType: "container", reference, ...place, certainty }];
}

/** `registry/repository:tag@digest`. Some charts write digests without `sha256:`. */
export function imageText({ registry, repository, tag, digest }: ImageParts): string {
  const host = registry === undefined || registry === "" ? "" : `${registry.replace(/\/+$/, "")}/`;
  const withTag = tag === undefined || tag === "" ? "" : `:${tag}`;
  const hex =
    digest === undefined || digest === "" ? "" : `@${/^[0-9a-f]{64}$/.test(digest) ? `sha256:${digest}` : digest}`;
  return `${host}${repository}${withTag}${hex}`;
}
