/** What a `Link` header says of the pages around one. */
export interface PageLinks {
  /** The number of the last page; absent on the last page itself. */
  readonly last?: number;
  readonly hasNext: boolean;
}

/**
 * Reads https://docs.github.com/rest/using-the-rest-api/using-pagination-in-the-rest-api#using-link-headers. Only page numbers are
 * taken from it: pages are asked for under the route of the first one, so no address that an answer names is ever followed.
 * @returns undefined when there is no such header, or none that speaks of pages.
 */
export function readLinkHeader(header: string | undefined): PageLinks | undefined {
  if (header === undefined) return undefined;
  const pages = new Map<string, number>();
  for (const [, address, relation] of header.matchAll(/<([^<>]*)>\s*;\s*rel="([a-z]+)"/g)) {
    const page = /[?&]page=(\d+)(?:&|$)/.exec(address ?? "")?.[1];
    if (page !== undefined && relation !== undefined) pages.set(relation, Number(page));
  }
  if (pages.size === 0) return undefined;
  const last = pages.get("last");
  return { ...(last === undefined ? {} : { last }), hasNext: pages.has("next") };
}
