export { encodeNotes, parseNotes } from "./codec";
export type { DeclaredNote, LackingNote, Note, OutlookNote, SkippedNote } from "./note";
