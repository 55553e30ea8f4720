/**
 * What resources tell people beside errors.
 */
export { absenceMessage } from "./absence-message";
export { Announcements } from "./announcements";
export { DriftNotes } from "./drift-notes";
export { migratedMessage } from "./migrated-message";
export { restorableUntil } from "./restorable-until";
export { type PlannedChanges, tellMissingScopes } from "./token-scopes";
