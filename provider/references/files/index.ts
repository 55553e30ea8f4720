/**
 * Files: which are read for references, and what all of them refer to. With the parsers that this needs it is loaded late, by those who ask.
 */
export { type FoundReference, type ReferencesOfFiles, readReferences } from "./read-references";
