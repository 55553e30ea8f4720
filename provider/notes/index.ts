export { encodeNotes, parseNotes } from "./codec";
export type { DeclaredNote, Note, OutlookNote, SkippedNote } from "./note";
