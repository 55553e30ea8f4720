/**
 * Lists that come in pages, read to their end or to as much as is enough.
 */
export { type Listing, type Page, readListing } from "./listing";
export { readRowsPage, translated } from "./read-page";
