/**
 * Bytes: what versions, images and packages take, and what a plan frees. Pure, and without anything of Node: pages in a browser count with it too.
 */
export { type Freed, type ManifestContent, type Size, Sizes, type StoredContent, sumFreed } from "./sizes";
export { formatBytes, formatFreed, formatSize } from "./words";
