/**
 * What the explorer shows, and its encoding: written by the command, read by the page and its worker. In here is nothing of Node, and `source.ts`, which
 * only pages import, is the one file that knows a browser.
 */
export { decodeSnapshot, encodeSnapshot } from "./codec";
export type {
  Snapshot,
  SnapshotBlob,
  SnapshotChild,
  SnapshotManifest,
  SnapshotPackage,
  SnapshotPolicy,
} from "./snapshot";
export { SnapshotError } from "./snapshot-error";
