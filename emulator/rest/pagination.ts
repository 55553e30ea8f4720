import type { Behaviors } from "../behaviors";
import { ApiError } from "./api-error";

export interface PageRequest {
  readonly page: number;
  readonly perPage: number;
}

/** docs.github.com/rest/packages/packages: "The number of results per page (max 100)", default 30. */
const defaultPerPage = 30;
const maxPerPage = 100;

/** The description of the package lists: "The value of `per_page` multiplied by `page` cannot be greater than 10000." */
export const maxListedPackages = 10_000;

export function readPage(query: URLSearchParams, behaviors: Behaviors): PageRequest {
  return {
    page: readNumber(query, "page", { fallback: 1, max: Number.MAX_SAFE_INTEGER }, behaviors),
    perPage: readNumber(query, "per_page", { fallback: defaultPerPage, max: maxPerPage }, behaviors),
  };
}

function readNumber(
  query: URLSearchParams,
  name: string,
  { fallback, max }: { fallback: number; max: number },
  behaviors: Behaviors,
): number {
  const text = query.get(name);
  if (text === null) return fallback;
  const value = /^[+-]?\d+$/.test(text) ? Number(text) : Number.NaN;
  if (value >= 1 && value <= max) return value;
  if (behaviors.pageOutOfRange === 422) throw new ApiError(422, `Invalid request.\n\nInvalid "${name}" parameter.`);
  if (Number.isNaN(value)) return fallback;
  return value > max ? max : 1;
}

/**
 * The Link header of a page, or none when everything fits on one (docs.github.com/rest/using-the-rest-api/using-pagination-in-the-rest-api).
 * `url` is the list's own, with the owner's numeric id; the other query parameters stay as they were sent.
 */
export function formatLinks(
  url: string,
  query: URLSearchParams,
  { page, perPage }: PageRequest,
  total: number,
): string | undefined {
  const last = Math.max(1, Math.ceil(total / perPage));
  const link = (number: number, relation: string) => {
    const parameters = new URLSearchParams(query);
    parameters.set("page", String(number));
    return `<${url}?${parameters}>; rel="${relation}"`;
  };
  const links = [
    ...(page > 1 ? [link(Math.min(page - 1, last), "prev")] : []),
    ...(page < last ? [link(page + 1, "next"), link(last, "last")] : []),
    ...(page > 1 ? [link(1, "first")] : []),
  ];
  return links.length > 0 ? links.join(", ") : undefined;
}
