import { type Html, html } from "./html";

/** A link to a page of GitHub, which is checked already (see `packagePage`); without one, what it would have been around. */
export function linked(page: string | undefined, content: Html): Html {
  return page === undefined ? content : html`<a href="${page}">${content}</a>`;
}
