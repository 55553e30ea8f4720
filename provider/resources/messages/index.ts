/**
 * What resources tell people beside errors.
 */
export { absenceMessage } from "./absence-message";
export { migratedMessage } from "./migrated-message";
export { type PlannedChanges, warnOfMissingScopes } from "./token-scopes";
